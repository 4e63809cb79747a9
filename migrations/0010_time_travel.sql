-- The organization as it was at an instant: one rule for what was so then, and the indexes that it needs.

-- Immutable, one expression, not strict: Postgres puts it into the query, where a null `at` leaves `seen_until is null`, the condition of the
-- indexes on what is current, and any other `at` leaves comparisons that the indexes below know.
create function was_seen(seen_from timestamptz, seen_until timestamptz, at timestamptz) returns boolean
    language sql immutable parallel safe
    return (at is null and seen_until is null) or (seen_from <= at and (seen_until is null or seen_until > at));
comment on function was_seen(timestamptz, timestamptz, timestamptz) is 'Whether a dated row was so at an instant; null: whether it is so now.';

-- What had ended by an instant, what had begun, and the instants themselves: where something changed.
create index aws_unit_by_begin on aws_unit (tenant_id, organization_id, seen_from);
create index aws_unit_by_end on aws_unit (tenant_id, organization_id, seen_until);
create index aws_account_by_begin on aws_account (tenant_id, organization_id, seen_from);
create index aws_account_by_end on aws_account (tenant_id, organization_id, seen_until);
create index aws_policy_by_begin on aws_policy (tenant_id, organization_id, seen_from);
create index aws_policy_by_end on aws_policy (tenant_id, organization_id, seen_until);
create index aws_attachment_by_begin on aws_attachment (tenant_id, organization_id, seen_from);
create index aws_attachment_by_end on aws_attachment (tenant_id, organization_id, seen_until);

-- What the indexes on current rows do for now: the inventory by name, what hangs on a target.
create index aws_account_by_name_then on aws_account (tenant_id, organization_id, lower(name), account_id, seen_from);
create index aws_attachment_by_target_then on aws_attachment (tenant_id, organization_id, target_id, seen_from);

-- The request that an account came from.
create index run_by_account on run (tenant_id, account_id) where account_id is not null;
