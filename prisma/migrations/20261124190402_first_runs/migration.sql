-- The first run of what was transferred, as its new runs-as: when it was seen (the host's check), and whether it was allowed. Written after the transfer, so neither
-- index is touched by the transfer of an item.
ALTER TABLE plan_items ADD COLUMN first_run_at timestamptz(3), ADD COLUMN first_run_allowed boolean, ADD COLUMN first_run_because text;
CREATE INDEX awaited_first_run ON plan_items (organization_id, object_id) WHERE kind = 'resource-runs-as' AND first_run_at IS NULL;
CREATE INDEX refused_first_run ON plan_items (organization_id, removal_id) WHERE NOT first_run_allowed;
