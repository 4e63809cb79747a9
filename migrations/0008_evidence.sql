-- Evidence: the Merkle tree over each chain, its signed heads and their keys, what was delivered, what is kept, what was cut.

create table audit_key (
    fingerprint text        not null constraint audit_key_pk primary key
                            constraint audit_key_fingerprint_is_sha256 check (fingerprint ~ '^[0-9a-f]{64}$'),
    public_key  bytea       not null constraint audit_key_has_256_bits check (octet_length(public_key) = 32),
    previous    text        constraint audit_key_follows_another references audit_key
                            constraint audit_key_is_followed_once unique,
    added_at    timestamptz,
    signature   bytea       constraint audit_key_signature_has_512_bits check (octet_length(signature) = 64),
    constraint audit_key_is_endorsed_as_a_whole check ((previous is null) = (added_at is null) and (previous is null) = (signature is null))
);
comment on table audit_key is 'Lobby. The public keys that sign tree heads of every chain; a successor is signed by the key before it. The first key has neither time nor signature.';
grant select, insert on audit_key to charter_app;

create table audit_tree_node (
    tenant_id uuid     not null constraint audit_tree_node_is_of_a_tenant references tenant,
    chain     text     not null constraint audit_tree_node_chain_is_known check (chain in ('changes', 'access')),
    level     smallint not null constraint audit_tree_node_level_is_stored check (level between 1 and 7),
    index     bigint   not null constraint audit_tree_node_index_counts_from_zero check (index >= 0),
    hash      bytea    not null constraint audit_tree_node_hash_is_sha256 check (octet_length(hash) = 32),
    constraint audit_tree_node_pk primary key (tenant_id, chain, level, index)
);
comment on table audit_tree_node is 'Roots of complete blocks of 256^level leaves of the chain''s RFC 9162 tree. Derived from the leaves; never changed. They outlive a cut: later proofs need them, and a hash of hashes tells nothing.';
grant select, insert on audit_tree_node to charter_app;

create table audit_tree_head (
    tenant_id   uuid        not null constraint audit_tree_head_is_of_a_tenant references tenant,
    chain       text        not null constraint audit_tree_head_chain_is_known check (chain in ('changes', 'access')),
    size        bigint      not null constraint audit_tree_head_has_leaves check (size > 0),
    at          timestamptz not null,
    root        bytea       not null constraint audit_tree_head_root_is_sha256 check (octet_length(root) = 32),
    key         text        not null constraint audit_tree_head_key_is_a_fingerprint check (key ~ '^[0-9a-f]{64}$'),
    signature   bytea       not null constraint audit_tree_head_signature_has_512_bits check (octet_length(signature) = 64),
    bytes       bytea       not null,
    peaks       bytea[]     not null constraint audit_tree_head_has_a_peak check (cardinality(peaks) between 1 and 63),
    previous    bigint      not null,
    consistency bytea[]     not null,
    constraint audit_tree_head_pk primary key (tenant_id, chain, size),
    constraint audit_tree_head_follows_one_head unique (tenant_id, chain, previous),
    constraint audit_tree_head_grows check (previous >= 0 and previous < size)
);
comment on table audit_tree_head is 'Signed tree heads. bytes is the head (RFC 8785) that signature covers; at, root and key repeat it; peaks are the perfect subtrees of size, largest first; consistency leads from the head of size previous (0: none).';
grant select, insert on audit_tree_head to charter_app;

create table audit_head_delivery (
    tenant_id uuid   not null constraint audit_head_delivery_is_of_a_tenant references tenant,
    chain     text   not null constraint audit_head_delivery_chain_is_known check (chain in ('changes', 'access')),
    sink      text   not null constraint audit_head_delivery_sink_is_a_hash check (sink ~ '^[0-9a-f]{16}$'),
    size      bigint not null,
    constraint audit_head_delivery_pk primary key (tenant_id, chain, sink)
);
comment on table audit_head_delivery is 'Up to which size the heads of a chain were taken by a sink, which is named by a hash of its address. Not evidence: a sink may be sent a head twice.';
grant select, insert, update (size) on audit_head_delivery to charter_app;

create table audit_retention (
    tenant_id   uuid        not null constraint audit_retention_is_of_a_tenant references tenant,
    keep_days   integer     constraint audit_retention_is_at_least_a_day check (keep_days between 1 and 36500),
    hold_reason text        constraint audit_retention_hold_has_a_reason check (char_length(hold_reason) between 1 and 500),
    hold_since  timestamptz,
    constraint audit_retention_pk primary key (tenant_id),
    constraint audit_retention_hold_is_whole check ((hold_reason is null) = (hold_since is null))
);
comment on table audit_retention is 'How long a tenant keeps its audit events (no row or no days: for ever), and the legal hold that stops every cut and every erasure.';
grant select, insert, update (keep_days, hold_reason, hold_since) on audit_retention to charter_app;

create table audit_cut (
    tenant_id uuid    not null,
    chain     text    not null,
    size      bigint  not null,
    leaf      bytea   not null constraint audit_cut_leaf_is_sha256 check (octet_length(leaf) = 32),
    path      bytea[] not null,
    tail      bytea[] not null constraint audit_cut_tail_is_below_a_block check (cardinality(tail) < 256),
    constraint audit_cut_pk primary key (tenant_id, chain, size),
    constraint audit_cut_is_at_a_signed_head foreign key (tenant_id, chain, size) references audit_tree_head
);
comment on table audit_cut is 'A prefix that was cut: everything up to size, at a signed head. leaf is that of sequence size, path its inclusion in the head, tail the leaves of the block of 256 that the cut divides.';
grant select on audit_cut to charter_app;

-- The keeper erases and cuts, under the same row-level security as everybody.
grant usage on schema public to charter_keeper;
grant select on installation, workspace, audit_key, audit_tree_node, audit_tree_head, audit_retention to charter_keeper;
grant select, insert, update (sequence, leaf) on audit_head to charter_keeper;
grant select, insert, delete on audit_event, audit_personal to charter_keeper;
grant select, insert on audit_cut to charter_keeper;
grant select (tenant_id, member_id, email, name, version) on member to charter_keeper;
grant update (email, name, issuer, subject, bound_at, standing, version) on member to charter_keeper;

-- Isolation: the tenant is set inside each transaction; without one there are no rows. FORCE binds the owner too.
alter table audit_tree_node enable row level security;
alter table audit_tree_node force row level security;
create policy audit_tree_node_is_of_its_tenant on audit_tree_node
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table audit_tree_head enable row level security;
alter table audit_tree_head force row level security;
create policy audit_tree_head_is_of_its_tenant on audit_tree_head
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table audit_head_delivery enable row level security;
alter table audit_head_delivery force row level security;
create policy audit_head_delivery_is_of_its_tenant on audit_head_delivery
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table audit_retention enable row level security;
alter table audit_retention force row level security;
create policy audit_retention_is_of_its_tenant on audit_retention
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
alter table audit_cut enable row level security;
alter table audit_cut force row level security;
create policy audit_cut_is_of_its_tenant on audit_cut
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid))
    with check (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
