-- The security contact of a connection, which new accounts get; a step that a person skips.

alter table organization
    add column contact_name  text,
    add column contact_title text,
    add column contact_email text,
    add column contact_phone text,
    add constraint organization_contact_is_whole check (num_nonnulls(contact_name, contact_title, contact_email, contact_phone) in (0, 4));
comment on column organization.contact_name is 'With contact_title, contact_email and contact_phone: the security contact that new accounts get. Personal; all of them or none.';
grant update (contact_name, contact_title, contact_email, contact_phone) on organization to charter_app;

alter table run_step
    drop constraint run_step_state_is_known,
    add constraint run_step_state_is_known check (state in ('pending', 'intended', 'waiting', 'done', 'parked', 'skipped'));
