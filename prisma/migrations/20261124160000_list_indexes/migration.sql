-- Lists go on by keyset from an index, whatever page they are at.

-- CreateIndex
CREATE INDEX "credentials_organization_id_kind_created_at_id_idx" ON "credentials"("organization_id", "kind", "created_at", "id");

-- CreateIndex
CREATE INDEX "members_organization_id_name_id_idx" ON "members"("organization_id", "name", "id");

-- CreateIndex
CREATE INDEX "members_organization_id_created_at_id_idx" ON "members"("organization_id", "created_at", "id");

