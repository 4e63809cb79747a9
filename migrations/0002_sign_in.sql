-- Signing in and browser sessions: lobby tables, read before a tenant is known.

create table sign_in_attempt (
    state_hash   bytea       not null constraint sign_in_attempt_pk primary key
                             constraint sign_in_attempt_state_is_a_hash check (octet_length(state_hash) = 32),
    browser_hash bytea       not null constraint sign_in_attempt_browser_is_a_hash check (octet_length(browser_hash) = 32),
    tenant_id    uuid        not null,
    nonce        text        not null,
    verifier     text        not null,
    return_path  text        not null constraint sign_in_attempt_returns_to_us check (return_path ~ '^/[^/\\]' or return_path = '/'),
    created_at   timestamptz not null
);
create index sign_in_attempt_by_age on sign_in_attempt (created_at);
comment on table sign_in_attempt is 'Lobby. A sign-in in progress, at most ten minutes; used once.';
grant select, insert, delete on sign_in_attempt to charter_app;

create table session (
    session_hash bytea       not null constraint session_pk primary key
                             constraint session_id_is_a_hash check (octet_length(session_hash) = 32),
    data         jsonb       not null,
    created_at   timestamptz not null,
    last_seen    timestamptz not null,
    expires_at   timestamptz not null
);
create index session_by_expiry on session (expires_at);
comment on table session is 'Lobby. A browser session: only a hash of its id; data holds tenant and member ids with the time of each sign-in.';
grant select, insert, update, delete on session to charter_app;
