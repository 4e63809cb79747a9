-- Tenants, their members, roles and teams; the lobby tables that are read before a tenant is known.

create table installation (
    installation_is_one  boolean     not null default true constraint installation_pk primary key
                                     constraint installation_has_one_row check (installation_is_one),
    is_demo              boolean     not null,
    created_at           timestamptz not null
);
comment on table installation is 'Lobby. One row: whether this database belongs to a demo, which plain serve refuses.';
grant select on installation to charter_app;

create table workspace (
    slug       text        not null constraint workspace_pk primary key
                           constraint workspace_slug_is_an_address check (slug ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$'),
    tenant_id  uuid        not null constraint workspace_is_one_per_tenant unique,
    created_at timestamptz not null
);
comment on table workspace is 'Lobby. The address (/t/{slug}) of a tenant: slug, id and time only.';
grant select, insert on workspace to charter_app;

create table tenant (
    tenant_id           uuid        not null constraint tenant_pk primary key,
    name                text        not null constraint tenant_name_is_short check (char_length(name) between 1 and 80),
    next_request_number bigint      not null default 1001 constraint tenant_numbers_count_up check (next_request_number > 0),
    created_at          timestamptz not null
);
comment on table tenant is 'A tenant; a workspace on screen.';
grant select, insert on tenant to charter_app;
grant update (next_request_number) on tenant to charter_app;

create table identity_provider (
    tenant_id  uuid        not null constraint identity_provider_is_of_a_tenant references tenant,
    issuer     text        not null,
    client_id  text        not null,
    created_at timestamptz not null,
    constraint identity_provider_pk primary key (tenant_id)
);
comment on table identity_provider is 'The OpenID Connect issuer of a tenant. The client is public (PKCE): there is no secret to keep.';
grant select, insert on identity_provider to charter_app;

create table team (
    tenant_id  uuid        not null constraint team_is_of_a_tenant references tenant,
    team_id    uuid        not null,
    name       text        not null constraint team_name_fits_a_tag check (char_length(name) between 1 and 80),
    created_at timestamptz not null,
    constraint team_pk primary key (tenant_id, team_id)
);
create unique index team_name_is_unique on team (tenant_id, lower(name));
comment on table team is 'A team that requests accounts.';
grant select, insert on team to charter_app;

create table member (
    tenant_id  uuid        not null constraint member_is_of_a_tenant references tenant,
    member_id  uuid        not null,
    email      text        not null constraint member_email_is_lower_case check (email = lower(email)),
    name       text,
    issuer     text,
    subject    text,
    standing   text        not null constraint member_standing_is_known check (standing in ('invited', 'active', 'suspended')),
    created_at timestamptz not null,
    bound_at   timestamptz,
    version    integer     not null default 1,
    constraint member_pk primary key (tenant_id, member_id),
    constraint member_email_is_unique unique (tenant_id, email),
    constraint member_identity_is_unique unique (tenant_id, issuer, subject),
    constraint member_is_bound_as_a_whole check ((issuer is null) = (subject is null) and (issuer is null) = (bound_at is null)),
    constraint member_is_active_only_when_bound check (standing <> 'active' or issuer is not null)
);
comment on table member is 'A person in a tenant. Identity is issuer and subject, bound once at the first sign-in; the e-mail only finds the invitation.';
grant select, insert on member to charter_app;
grant update (name, issuer, subject, standing, bound_at, version) on member to charter_app;

create table member_role (
    tenant_id uuid not null,
    member_id uuid not null,
    role      text not null constraint member_role_is_known check (role in ('requester', 'approver', 'administrator', 'auditor')),
    constraint member_role_pk primary key (tenant_id, member_id, role),
    constraint member_role_is_of_a_member foreign key (tenant_id, member_id) references member
);
comment on table member_role is 'What a member is trusted with.';
grant select, insert, delete on member_role to charter_app;

create table member_team (
    tenant_id uuid not null,
    member_id uuid not null,
    team_id   uuid not null,
    constraint member_team_pk primary key (tenant_id, member_id, team_id),
    constraint member_team_is_of_a_member foreign key (tenant_id, member_id) references member,
    constraint member_team_is_of_a_team foreign key (tenant_id, team_id) references team
);
comment on table member_team is 'Who belongs to which team.';
grant select, insert, delete on member_team to charter_app;

-- Isolation: the tenant is set inside each transaction; without one there are no rows. FORCE binds the owner too.
alter table tenant enable row level security;
alter table tenant force row level security;
create policy tenant_is_of_its_tenant on tenant
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table identity_provider enable row level security;
alter table identity_provider force row level security;
create policy identity_provider_is_of_its_tenant on identity_provider
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table team enable row level security;
alter table team force row level security;
create policy team_is_of_its_tenant on team
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table member enable row level security;
alter table member force row level security;
create policy member_is_of_its_tenant on member
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table member_role enable row level security;
alter table member_role force row level security;
create policy member_role_is_of_its_tenant on member_role
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table member_team enable row level security;
alter table member_team force row level security;
create policy member_team_is_of_its_tenant on member_team
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
