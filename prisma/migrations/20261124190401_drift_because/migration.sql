-- Why an item that was found after the suspension waits for a person (rules/removals/drift.ts).
ALTER TABLE plan_items ADD COLUMN drift_because text;
