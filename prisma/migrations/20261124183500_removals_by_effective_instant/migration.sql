-- An evidence pack reads the removals of a period in the order in which they took effect.
CREATE INDEX "removals_organization_id_effective_at_id_idx" ON "removals"("organization_id", "effective_at", "id");
