-- Who stopped a run and why, for the requester; and a request whose creation AWS refused for good keeps no name and no e-mail.

alter table run
    add stopped_by  uuid,
    add stop_reason text,
    add constraint run_is_stopped_by_a_member foreign key (tenant_id, stopped_by) references member,
    add constraint run_is_stopped_with_a_reason check ((stopped_by is null) = (stop_reason is null)),
    add constraint run_is_stopped_as_it_ends check (stopped_by is null or ending = 'stopped');
grant update (stopped_by, stop_reason) on run to charter_app;

alter table account_request drop constraint account_request_waits_with_a_spec;
alter table account_request add constraint account_request_goes_on_with_a_spec check (stage not in ('submitted', 'approved') or spec is not null);
alter table account_request add constraint account_request_waits_with_what_it_reserved check (stage <> 'submitted' or reserved_name is not null);
