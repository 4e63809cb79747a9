-- Runs of approved plans: steps, attempts, and the work list that engines lease.

create table run (
    tenant_id       uuid        not null,
    run_id          uuid        not null,
    request_id      uuid        not null,
    organization_id uuid        not null,
    plan_id         uuid        not null,
    decision_id     uuid        not null,
    create_request  text,
    failed_creations text[]     not null default '{}',
    account_id      text,
    is_basis_checked boolean    not null default false,
    queued_at       timestamptz not null,
    ended_at        timestamptz,
    ending          text        constraint run_ending_is_known check (ending in ('succeeded', 'stopped')),
    constraint run_pk primary key (tenant_id, run_id),
    constraint run_carries_a_plan_of_its_request foreign key (tenant_id, plan_id, request_id) references plan (tenant_id, plan_id, request_id),
    constraint run_was_decided foreign key (tenant_id, decision_id) references decision,
    constraint run_is_of_an_organization foreign key (tenant_id, organization_id) references organization,
    constraint run_ends_as_a_whole check ((ended_at is null) = (ending is null)),
    constraint run_succeeds_with_an_account check (ending is distinct from 'succeeded' or account_id is not null)
);
create unique index run_is_one_per_request on run (tenant_id, request_id) where ending is distinct from 'stopped';
comment on table run is 'One execution of one approved plan, and the values that its steps filled in. failed_creations holds the creation requests of which AWS said FAILED.';
grant select, insert on run to charter_app;
grant update (create_request, failed_creations, account_id, is_basis_checked, ended_at, ending) on run to charter_app;

alter table account_request add constraint account_request_run_exists foreign key (tenant_id, run_id) references run;

create table run_step (
    tenant_id     uuid        not null,
    run_id        uuid        not null,
    position      integer     not null,
    key           text        not null,
    state         text        not null constraint run_step_state_is_known check (state in ('pending', 'intended', 'waiting', 'done', 'parked')),
    state_at      timestamptz not null,
    wake_at       timestamptz,
    must_look     boolean     not null default false,
    park_reason   text,
    attempts      integer     not null default 0,
    trouble       text,
    troubles      integer     not null default 0,
    first_sent_at timestamptz,
    last_sent_at  timestamptz,
    code          text,
    message       text,
    constraint run_step_pk primary key (tenant_id, run_id, position),
    constraint run_step_key_is_unique unique (tenant_id, run_id, key),
    constraint run_step_is_of_a_run foreign key (tenant_id, run_id) references run,
    constraint run_step_was_sent_first_and_last check ((first_sent_at is null) = (last_sent_at is null)),
    constraint run_step_waits_until check ((state = 'waiting') = (wake_at is not null)),
    constraint run_step_parks_with_a_reason check ((state = 'parked') = (park_reason is not null))
);
comment on table run_step is 'Where each entry of the plan stands. troubles counts answers of the class trouble in a row that were not progress; first_sent_at and last_sent_at stand for calls that may have had an effect.';
grant select, insert on run_step to charter_app;
grant update (state, state_at, wake_at, must_look, park_reason, attempts, trouble, troubles, first_sent_at, last_sent_at, code, message) on run_step to charter_app;

create table step_attempt (
    tenant_id    uuid        not null,
    attempt_id   uuid        not null,
    run_id       uuid        not null,
    position     integer     not null,
    number       integer     not null,
    fence        bigint      not null,
    intended_at  timestamptz not null,
    concluded_at timestamptz,
    outcome      text        constraint step_attempt_outcome_is_known check (outcome in ('done', 'waiting', 'retry', 'parked', 'interrupted')),
    code         text,
    message      text,
    aws_request  text,
    constraint step_attempt_pk primary key (tenant_id, attempt_id),
    constraint step_attempt_is_numbered_once unique (tenant_id, run_id, position, number),
    constraint step_attempt_is_of_a_step foreign key (tenant_id, run_id, position) references run_step,
    constraint step_attempt_concludes_as_a_whole check ((concluded_at is null) = (outcome is null))
);
comment on table step_attempt is 'One attempt: intent committed, one call, outcome committed.';
grant select, insert on step_attempt to charter_app;
grant update (concluded_at, outcome, code, message, aws_request) on step_attempt to charter_app;

create table work (
    run_id          uuid        not null constraint work_pk primary key,
    tenant_id       uuid        not null,
    organization_id uuid        not null,
    wake_at         timestamptz not null,
    lease_owner     uuid,
    lease_until     timestamptz,
    fence           bigint      not null default 0,
    constraint work_is_leased_as_a_whole check ((lease_owner is null) = (lease_until is null))
);
create index work_by_time on work (wake_at);
comment on table work is 'Lobby. Runs that an engine may lease: ids, times, the fencing number. A parked run stands at infinity, so that its fencing number goes on; the row is deleted when the run ends.';
grant select, insert, update, delete on work to charter_app;

-- Isolation: the tenant is set inside each transaction; without one there are no rows. FORCE binds the owner too.
alter table run enable row level security;
alter table run force row level security;
create policy run_is_of_its_tenant on run
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table run_step enable row level security;
alter table run_step force row level security;
create policy run_step_is_of_its_tenant on run_step
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table step_attempt enable row level security;
alter table step_attempt force row level security;
create policy step_attempt_is_of_its_tenant on step_attempt
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
