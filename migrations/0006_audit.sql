-- The audit history: two chains per tenant, without gaps, insert only.

create table audit_head (
    tenant_id uuid   not null constraint audit_head_is_of_a_tenant references tenant,
    chain     text   not null constraint audit_head_chain_is_known check (chain in ('changes', 'access')),
    sequence  bigint not null,
    leaf      bytea  not null constraint audit_head_leaf_is_sha256 check (octet_length(leaf) = 32),
    constraint audit_head_pk primary key (tenant_id, chain)
);
comment on table audit_head is 'The last sequence and leaf of each chain; its row is locked last, just before COMMIT.';
grant select, insert, update (sequence, leaf) on audit_head to charter_app;

create table audit_event (
    tenant_id    uuid        not null,
    chain        text        not null constraint audit_event_chain_is_known check (chain in ('changes', 'access')),
    sequence     bigint      not null constraint audit_event_counts_from_one check (sequence > 0),
    event_id     uuid        not null,
    at           timestamptz not null,
    action       text        not null,
    actor_kind   text        not null,
    actor_member uuid,
    object_kind  text        not null,
    object_id    text        not null,
    request_id   text,
    plan_hash    text,
    run_id       text,
    step_key     text,
    bytes        bytea       not null,
    leaf         bytea       not null constraint audit_event_leaf_is_sha256 check (octet_length(leaf) = 32),
    constraint audit_event_pk primary key (tenant_id, chain, sequence),
    constraint audit_event_id_is_unique unique (tenant_id, event_id),
    constraint audit_event_is_of_a_tenant foreign key (tenant_id) references tenant
);
create index audit_event_by_time on audit_event (tenant_id, at desc, event_id desc);
create index audit_event_by_object on audit_event (tenant_id, object_kind, object_id, at desc);
create index audit_event_by_request on audit_event (tenant_id, request_id, at desc) where request_id is not null;
comment on table audit_event is 'bytes is the event (RFC 8785); leaf is SHA-256(0x00 || bytes); every other column is a projection of bytes.';
grant select, insert on audit_event to charter_app;

create table audit_personal (
    tenant_id uuid   not null,
    chain     text   not null,
    sequence  bigint not null,
    path      text   not null,
    salt      bytea  not null constraint audit_personal_salt_has_128_bits check (octet_length(salt) = 16),
    value     text   not null,
    constraint audit_personal_pk primary key (tenant_id, chain, sequence, path),
    constraint audit_personal_is_of_an_event foreign key (tenant_id, chain, sequence) references audit_event
);
comment on table audit_personal is 'Personal values beside their salted hashes in the event, so that a person can be erased and the chain still holds.';
grant select, insert on audit_personal to charter_app;

-- Isolation: the tenant is set inside each transaction; without one there are no rows. FORCE binds the owner too.
alter table audit_head enable row level security;
alter table audit_head force row level security;
create policy audit_head_is_of_its_tenant on audit_head
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table audit_event enable row level security;
alter table audit_event force row level security;
create policy audit_event_is_of_its_tenant on audit_event
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table audit_personal enable row level security;
alter table audit_personal force row level security;
create policy audit_personal_is_of_its_tenant on audit_personal
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
