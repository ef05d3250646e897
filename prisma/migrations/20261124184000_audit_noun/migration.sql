-- The noun of an action as a column: row-level security keeps a function of the row, which may leak, out of an index condition, so that the index over
-- split_part(action) never served anything.
DROP INDEX audit_entry_noun;
ALTER TABLE "audit_entries" ADD COLUMN "noun" TEXT NOT NULL GENERATED ALWAYS AS (split_part(action, '.', 1)) STORED;
CREATE INDEX "audit_entries_organization_id_noun_sequence_idx" ON "audit_entries"("organization_id", "noun", "sequence");
