-- Account requests, plans and decisions.

create table account_request (
    tenant_id       uuid        not null,
    request_id      uuid        not null,
    number          bigint      not null,
    organization_id uuid        not null,
    requested_by    uuid        not null,
    changed_by      uuid        not null,
    team_id         uuid,
    form            jsonb       not null,
    spec            jsonb,
    nonce           text        not null constraint account_request_nonce_has_128_bits check (nonce ~ '^[0-9a-f]{32}$'),
    stage           text        not null
                                constraint account_request_stage_is_known
                                check (stage in ('draft', 'submitted', 'changes_asked', 'approved', 'declined', 'withdrawn')),
    submitted_at    timestamptz,
    withdrawn_at    timestamptz,
    decision_id     uuid,
    run_id          uuid,
    reserved_name   text,
    reserved_email  text,
    version         integer     not null default 1,
    created_at      timestamptz not null,
    changed_at      timestamptz not null,
    constraint account_request_pk primary key (tenant_id, request_id),
    constraint account_request_number_is_unique unique (tenant_id, number),
    constraint account_request_is_of_an_organization foreign key (tenant_id, organization_id) references organization,
    constraint account_request_is_by_a_member foreign key (tenant_id, requested_by) references member,
    constraint account_request_is_changed_by_a_member foreign key (tenant_id, changed_by) references member,
    constraint account_request_is_for_a_team foreign key (tenant_id, team_id) references team,
    constraint account_request_name_is_reserved_once unique (tenant_id, organization_id, reserved_name),
    constraint account_request_email_is_reserved_once unique (tenant_id, reserved_email),
    constraint account_request_reserves_both check ((reserved_name is null) = (reserved_email is null)),
    constraint account_request_waits_with_a_spec check (stage not in ('submitted', 'approved') or (spec is not null and reserved_name is not null)),
    constraint account_request_frees_what_it_lost check (stage not in ('declined', 'withdrawn', 'draft') or reserved_name is null),
    constraint account_request_submitted_has_its_time check (stage <> 'submitted' or submitted_at is not null),
    constraint account_request_withdrawn_has_its_time check ((stage = 'withdrawn') = (withdrawn_at is not null)),
    constraint account_request_decided_has_its_decision check (stage not in ('changes_asked', 'approved', 'declined') or decision_id is not null),
    constraint account_request_approved_has_its_run check ((stage = 'approved') = (run_id is not null))
);
create index account_request_by_stage on account_request (tenant_id, stage, number desc);
create index account_request_by_requester on account_request (tenant_id, requested_by, number desc);
comment on table account_request is 'What a person asks for. form is as typed; spec is parsed at submit; name and e-mail are reserved while the request is open or carried out.';
grant select, insert on account_request to charter_app;
grant update (changed_by, team_id, form, spec, stage, submitted_at, withdrawn_at, decision_id, run_id, reserved_name, reserved_email, version, changed_at)
    on account_request to charter_app;
grant delete on account_request to charter_app;

create table plan (
    tenant_id   uuid        not null,
    plan_id     uuid        not null,
    request_id  uuid        not null,
    request_version integer not null,
    hash        bytea       not null constraint plan_hash_is_sha256 check (octet_length(hash) = 32),
    bytes       bytea       not null,
    destination text        not null,
    policies    text[]      not null,
    names       jsonb       not null,
    drawn_by    uuid        not null,
    drawn_at    timestamptz not null,
    constraint plan_pk primary key (tenant_id, plan_id),
    constraint plan_is_of_a_request foreign key (tenant_id, request_id) references account_request,
    constraint plan_is_drawn_by_a_member foreign key (tenant_id, drawn_by) references member,
    constraint plan_is_named_with_its_request unique (tenant_id, plan_id, request_id)
);
create index plan_by_request on plan (tenant_id, request_id, drawn_at desc);
comment on table plan is 'An immutable plan: canonical bytes and SHA-256(charter.plan.v1 || bytes). names holds the names of levels and policies as they were when it was drawn.';
grant select, insert on plan to charter_app;

create table policy_content (
    tenant_id      uuid not null constraint policy_content_is_of_a_tenant references tenant,
    content_sha256 text not null constraint policy_content_is_addressed_by_sha256 check (content_sha256 ~ '^[0-9a-f]{64}$'),
    content        text not null,
    constraint policy_content_pk primary key (tenant_id, content_sha256)
);
comment on table policy_content is 'The content of every policy that a plan was drawn upon, by its SHA-256: what the hash of the basis stands for.';
grant select, insert on policy_content to charter_app;

create table decision (
    tenant_id    uuid        not null,
    decision_id  uuid        not null,
    request_id   uuid        not null,
    verdict      text        not null constraint decision_verdict_is_known check (verdict in ('approve', 'ask_for_changes', 'decline')),
    plan_id      uuid,
    plan_hash    bytea,
    requested_by uuid        not null,
    changed_by   uuid        not null,
    decided_by   uuid        not null,
    comment      text        not null,
    decided_at   timestamptz not null,
    constraint decision_pk primary key (tenant_id, decision_id),
    constraint decision_is_of_a_request foreign key (tenant_id, request_id) references account_request,
    constraint decision_is_by_a_member foreign key (tenant_id, decided_by) references member,
    constraint decision_is_on_a_plan_of_the_request foreign key (tenant_id, plan_id, request_id) references plan (tenant_id, plan_id, request_id),
    constraint decision_is_not_by_requester check (decided_by <> requested_by),
    constraint decision_is_not_by_last_editor check (decided_by <> changed_by),
    constraint decision_approves_a_plan check ((verdict = 'approve') = (plan_id is not null) and (plan_id is null) = (plan_hash is null)),
    constraint decision_gives_a_reason check (verdict = 'approve' or char_length(comment) > 0)
);
create index decision_by_request on decision (tenant_id, request_id, decided_at);
comment on table decision is 'What an approver said, once, with the hash of the plan that was shown.';
grant select, insert on decision to charter_app;

alter table account_request add constraint account_request_decision_exists foreign key (tenant_id, decision_id) references decision;

-- Isolation: the tenant is set inside each transaction; without one there are no rows. FORCE binds the owner too.
alter table account_request enable row level security;
alter table account_request force row level security;
create policy account_request_is_of_its_tenant on account_request
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table plan enable row level security;
alter table plan force row level security;
create policy plan_is_of_its_tenant on plan
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table policy_content enable row level security;
alter table policy_content force row level security;
create policy policy_content_is_of_its_tenant on policy_content
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table decision enable row level security;
alter table decision force row level security;
create policy decision_is_of_its_tenant on decision
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
