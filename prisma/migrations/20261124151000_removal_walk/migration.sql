-- Where the batches of a step have come to: without it each batch would read again all that the ones before it have done.
ALTER TABLE "removal_steps" ADD COLUMN "walked_to" UUID;

-- Each batch asks whether something waits for a person.
CREATE INDEX waiting_drift ON plan_items (organization_id, removal_id) WHERE drift = 'waits';
