-- Sign-ins as rows of their tenant: seen by their member, ended one by one, and asked for at each request.

create table sign_in (
    tenant_id  uuid        not null constraint sign_in_is_of_a_tenant references tenant,
    sign_in_id uuid        not null,
    member_id  uuid        not null,
    at         timestamptz not null,
    proven_at  timestamptz,
    seen_at    timestamptz not null,
    session    text        constraint sign_in_session_is_a_mark check (session ~ '^[0-9a-f]{16}$'),
    address    text,
    agent      text        constraint sign_in_agent_is_short check (char_length(agent) <= 300),
    ended_at   timestamptz,
    constraint sign_in_pk primary key (tenant_id, sign_in_id),
    constraint sign_in_is_of_a_member foreign key (tenant_id, member_id) references member,
    constraint sign_in_ends_after_it_began check (ended_at >= at)
);
create index sign_in_by_member on sign_in (tenant_id, member_id, at desc) where ended_at is null;
comment on table sign_in is 'One sign-in of a member: when it began, when the provider says the person proved who they are, when and from where it was used. Ended, it opens nothing any more.';
grant select, insert on sign_in to charter_app;
grant update (seen_at, session, address, ended_at) on sign_in to charter_app;
-- Addresses and browsers go with the person who is erased.
grant select (tenant_id, member_id), delete on sign_in to charter_keeper;

alter table sign_in_attempt add must_prove boolean not null default false;
comment on column sign_in_attempt.must_prove is 'Whether the provider must have asked the person anew, so that the sign-in proves who acts now.';

-- Isolation: the tenant is set inside each transaction; without one there are no rows. FORCE binds the owner too.
alter table sign_in enable row level security;
alter table sign_in force row level security;
create policy sign_in_is_of_its_tenant on sign_in
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
