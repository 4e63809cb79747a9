-- The one-time links by which an installation without a workspace gets its first one in the browser.

create table set_up_link (
    number     bigint      generated always as identity constraint set_up_link_number_is_unique unique,
    code_hash  bytea       not null constraint set_up_link_pk primary key
                           constraint set_up_link_code_is_a_hash check (octet_length(code_hash) = 32),
    issued_at  timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    tenant_id  uuid,
    constraint set_up_link_expires_after_it_was_issued check (expires_at > issued_at),
    constraint set_up_link_is_used_as_a_whole check ((used_at is null) = (tenant_id is null)),
    constraint set_up_link_is_used_in_its_time check (used_at < expires_at)
);
comment on table set_up_link is 'Lobby. A link by which the first workspace is made: only a hash of its code. The newest alone opens, once; rows stay, as the record of links. tenant_id is the workspace that was made.';
grant select, insert on set_up_link to charter_app;
grant update (used_at, tenant_id) on set_up_link to charter_app;
