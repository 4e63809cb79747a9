-- Connected AWS organizations, and what was seen in them: dated rows, never updated in place (only seen_until is set).

create table organization (
    tenant_id           uuid        not null constraint organization_is_of_a_tenant references tenant,
    organization_id     uuid        not null,
    external_id         text        not null,
    role_arn            text,
    email_pattern       text,
    aws_organization_id text        constraint organization_is_connected_once unique,
    management_account  text,
    root_id             text,
    prepared_at         timestamptz not null,
    connected_at        timestamptz,
    observed_at         timestamptz,
    version             integer     not null default 1,
    constraint organization_pk primary key (tenant_id, organization_id),
    constraint organization_connects_as_a_whole check (
        (connected_at is null) = (role_arn is null) and (connected_at is null) = (aws_organization_id is null)
        and (connected_at is null) = (management_account is null) and (connected_at is null) = (root_id is null)
        and (connected_at is null) = (email_pattern is null))
);
comment on table organization is 'An AWS organization of a tenant. organization_is_connected_once has no tenant on purpose: an AWS organization belongs to at most one tenant, and the refusal does not say whose.';
grant select, insert on organization to charter_app;
grant update (role_arn, email_pattern, aws_organization_id, management_account, root_id, connected_at, observed_at, version) on organization to charter_app;

create table snapshot (
    tenant_id       uuid        not null,
    organization_id uuid        not null,
    snapshot_id     uuid        not null,
    taken_at        timestamptz not null,
    n_units         integer     not null,
    n_accounts      integer     not null,
    n_policies      integer     not null,
    constraint snapshot_pk primary key (tenant_id, organization_id, snapshot_id),
    constraint snapshot_is_of_an_organization foreign key (tenant_id, organization_id) references organization
);
create index snapshot_by_time on snapshot (tenant_id, organization_id, taken_at desc);
comment on table snapshot is 'One reading of an organization.';
grant select, insert on snapshot to charter_app;

create table aws_unit (
    tenant_id       uuid        not null,
    organization_id uuid        not null,
    unit_id         text        not null,
    parent_id       text,
    name            text        not null,
    seen_from       timestamptz not null,
    seen_until      timestamptz,
    constraint aws_unit_pk primary key (tenant_id, organization_id, unit_id, seen_from),
    constraint aws_unit_is_of_an_organization foreign key (tenant_id, organization_id) references organization,
    constraint aws_unit_only_the_root_has_no_parent check ((parent_id is null) = (unit_id like 'r-%')),
    constraint aws_unit_ends_after_it_begins check (seen_until > seen_from)
);
create unique index aws_unit_is_current_once on aws_unit (tenant_id, organization_id, unit_id) where seen_until is null;
comment on table aws_unit is 'The root (without a parent) and the organizational units.';
grant select, insert on aws_unit to charter_app;
grant update (seen_until) on aws_unit to charter_app;

create table aws_account (
    tenant_id       uuid        not null,
    organization_id uuid        not null,
    account_id      text        not null,
    parent_id       text        not null,
    name            text        not null,
    email           text        not null,
    arn             text        not null,
    state           text        not null,
    joined_method   text,
    joined_at       timestamptz,
    seen_from       timestamptz not null,
    seen_until      timestamptz,
    constraint aws_account_pk primary key (tenant_id, organization_id, account_id, seen_from),
    constraint aws_account_is_of_an_organization foreign key (tenant_id, organization_id) references organization,
    constraint aws_account_ends_after_it_begins check (seen_until > seen_from)
);
create unique index aws_account_is_current_once on aws_account (tenant_id, organization_id, account_id) where seen_until is null;
create index aws_account_by_name on aws_account (tenant_id, organization_id, lower(name), account_id) where seen_until is null;
comment on table aws_account is 'Accounts with their State.';
grant select, insert on aws_account to charter_app;
grant update (seen_until) on aws_account to charter_app;

create table aws_policy (
    tenant_id       uuid        not null,
    organization_id uuid        not null,
    policy_id       text        not null,
    name            text        not null,
    description     text        not null,
    is_aws_managed  boolean     not null,
    content         text        not null,
    content_sha256  text        not null,
    seen_from       timestamptz not null,
    seen_until      timestamptz,
    constraint aws_policy_pk primary key (tenant_id, organization_id, policy_id, seen_from),
    constraint aws_policy_is_of_an_organization foreign key (tenant_id, organization_id) references organization,
    constraint aws_policy_ends_after_it_begins check (seen_until > seen_from)
);
create unique index aws_policy_is_current_once on aws_policy (tenant_id, organization_id, policy_id) where seen_until is null;
comment on table aws_policy is 'Service control policies with their content, character for character.';
grant select, insert on aws_policy to charter_app;
grant update (seen_until) on aws_policy to charter_app;

create table aws_attachment (
    tenant_id       uuid        not null,
    organization_id uuid        not null,
    policy_id       text        not null,
    target_id       text        not null,
    seen_from       timestamptz not null,
    seen_until      timestamptz,
    constraint aws_attachment_pk primary key (tenant_id, organization_id, policy_id, target_id, seen_from),
    constraint aws_attachment_is_of_an_organization foreign key (tenant_id, organization_id) references organization,
    constraint aws_attachment_ends_after_it_begins check (seen_until > seen_from)
);
create unique index aws_attachment_is_current_once on aws_attachment (tenant_id, organization_id, policy_id, target_id) where seen_until is null;
create index aws_attachment_by_target on aws_attachment (tenant_id, organization_id, target_id) where seen_until is null;
comment on table aws_attachment is 'Which policy is attached to which root, unit or account.';
grant select, insert on aws_attachment to charter_app;
grant update (seen_until) on aws_attachment to charter_app;

-- Isolation: the tenant is set inside each transaction; without one there are no rows. FORCE binds the owner too.
alter table organization enable row level security;
alter table organization force row level security;
create policy organization_is_of_its_tenant on organization
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table snapshot enable row level security;
alter table snapshot force row level security;
create policy snapshot_is_of_its_tenant on snapshot
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table aws_unit enable row level security;
alter table aws_unit force row level security;
create policy aws_unit_is_of_its_tenant on aws_unit
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table aws_account enable row level security;
alter table aws_account force row level security;
create policy aws_account_is_of_its_tenant on aws_account
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table aws_policy enable row level security;
alter table aws_policy force row level security;
create policy aws_policy_is_of_its_tenant on aws_policy
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table aws_attachment enable row level security;
alter table aws_attachment force row level security;
create policy aws_attachment_is_of_its_tenant on aws_attachment
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
