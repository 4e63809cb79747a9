-- What each event costs: room on the pages of the heads, and no index that nothing asks.

-- Each change moves the end of its chain: with free space beside it the row's new version stays on its page (a heap-only tuple), and
-- the page is pruned rarely instead of at almost every change.
alter table audit_head set (fillfactor = 10);

-- Targets are found by their words. Object ids are random, so each event dirtied another page of this index.
drop index audit_event_by_object;

-- An event is found by its place, and nothing asks for its id alone, which has 74 random bits and stands under its hash.
alter table audit_event drop constraint audit_event_id_is_unique;

-- Whether somebody looked at the audit history lately is asked at each look.
create index audit_event_of_looking on audit_event (tenant_id, actor_member, at) where action = 'audit.read';

-- Said twice: an event is written only behind a head, and a head is of a tenant.
alter table audit_event drop constraint audit_event_is_of_a_tenant;

-- The same of what a head says: each event is checked for its chain and its leaf, and a head repeats them at every event.
alter table audit_head drop constraint audit_head_chain_is_known, drop constraint audit_head_leaf_is_sha256;
