-- What an archived resource ran on, so that restoring it is the exact undo. Lists of a large organization by kind, and newest first, from an index.

-- AlterTable
ALTER TABLE "resources" ADD COLUMN     "archived_connection_ids" UUID[] DEFAULT ARRAY[]::UUID[];

-- CreateIndex
CREATE INDEX "resources_organization_id_kind_name_id_idx" ON "resources"("organization_id", "kind", "name", "id");

-- CreateIndex
CREATE INDEX "resources_organization_id_created_at_id_idx" ON "resources"("organization_id", "created_at", "id");
