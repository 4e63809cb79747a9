-- The audit explorer: an index in the order of the list, how each event ended, and the words by which events are found. Operators of
-- full-text search are not leakproof, so behind row-level security no index serves them; plain keys do.

drop index audit_event_by_time;
create index audit_event_by_time on audit_event (tenant_id, at desc, chain desc, sequence desc);

-- The bytes are canonical JSON: a quote within a text is escaped, so these members cannot be imitated by a text.
alter table audit_event add column result text not null generated always as (
    case when action = 'access.refused' then 'refused'
         when action = 'step.concluded' and position('"code":'::bytea in bytes) > 0 then 'failed'
         when action = 'run.finished' and position('"ending":"succeeded"'::bytea in bytes) = 0 then 'failed'
         else 'done' end) stored;

create index audit_personal_by_address on audit_personal (tenant_id, value) where path = 'origin/address';

create table audit_index (
    tenant_id uuid   not null constraint audit_index_is_of_a_tenant references tenant,
    chain     text   not null constraint audit_index_chain_is_known check (chain in ('changes', 'access')),
    indexed   bigint not null,
    drawn     bigint not null,
    constraint audit_index_pk primary key (tenant_id, chain)
);
comment on table audit_index is 'Up to which sequence the words of a chain are in audit_posting, and the last segment''s number. Whoever writes segments or postings of the chain locks its row first. Derived: it can be thrown away.';
grant select, insert, update (indexed, drawn) on audit_index to charter_app;

create table audit_segment (
    tenant_id uuid        not null,
    chain     text        not null,
    segment   bigint      not null,
    first     bigint      not null constraint audit_segment_counts_from_one check (first > 0),
    until     bigint      not null,
    earliest  timestamptz not null,
    latest    timestamptz not null,
    constraint audit_segment_pk primary key (tenant_id, chain, segment),
    constraint audit_segment_is_of_a_progress foreign key (tenant_id, chain) references audit_index,
    constraint audit_segment_fits_two_bytes check (until >= first and until - first < 4096)
);
comment on table audit_segment is 'A stretch of a chain whose words are in audit_posting, with the times of its earliest and latest event. Segments of a chain do not overlap and leave no gap up to audit_index.indexed.';
grant select, insert, delete on audit_segment to charter_app;

create table audit_posting (
    tenant_id uuid               not null,
    chain     text               not null,
    word      text collate "C"   not null constraint audit_posting_word_is_short check (octet_length(word) between 1 and 64),
    segment   bigint             not null,
    hits      bytea              not null constraint audit_posting_hits_are_pairs check (octet_length(hits) > 0 and octet_length(hits) % 2 = 0),
    constraint audit_posting_pk primary key (tenant_id, chain, word, segment)
);
comment on table audit_posting is 'Which events of a segment have a word: their distances from the segment''s first, ascending, two bytes each, big-endian. Rows whose segment is gone mean nothing. Derived: it can be thrown away.';
grant select, insert, update (hits), delete on audit_posting to charter_app;

-- Who erases a person or cuts a prefix takes the words away too.
grant select, insert, update (indexed, drawn) on audit_index to charter_keeper;
grant select, delete on audit_segment to charter_keeper;
grant select, update (hits), delete on audit_posting to charter_keeper;

-- Isolation: the tenant is set inside each transaction; without one there are no rows. FORCE binds the owner too.
alter table audit_index enable row level security;
alter table audit_index force row level security;
create policy audit_index_is_of_its_tenant on audit_index
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table audit_segment enable row level security;
alter table audit_segment force row level security;
create policy audit_segment_is_of_its_tenant on audit_segment
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table audit_posting enable row level security;
alter table audit_posting force row level security;
create policy audit_posting_is_of_its_tenant on audit_posting
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
