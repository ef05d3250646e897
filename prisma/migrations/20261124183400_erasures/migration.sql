-- Erasing someone who is deactivated: after an approval, after a time, and never under a legal hold.
-- CreateEnum
CREATE TYPE "erasure_status" AS ENUM ('draft', 'awaiting_approval', 'waiting', 'held', 'erased', 'refused', 'cancelled');

-- AlterTable
ALTER TABLE "members" ADD COLUMN     "legal_hold_at" TIMESTAMPTZ(3),
ADD COLUMN     "legal_hold_by_id" UUID;

-- CreateTable
CREATE TABLE "erasures" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "removal_id" UUID,
    "status" "erasure_status" NOT NULL DEFAULT 'draft',
    "reason" TEXT NOT NULL,
    "deactivated_at" TIMESTAMPTZ(3) NOT NULL,
    "erase_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "erasures_organization_id_member_id_idx" ON "erasures"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "erasures_organization_id_requested_by_id_idx" ON "erasures"("organization_id", "requested_by_id");

-- CreateIndex
CREATE INDEX "erasures_organization_id_removal_id_idx" ON "erasures"("organization_id", "removal_id");

-- CreateIndex
CREATE INDEX "erasures_organization_id_created_at_id_idx" ON "erasures"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "members_organization_id_legal_hold_by_id_idx" ON "members"("organization_id", "legal_hold_by_id");

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_organization_id_legal_hold_by_id_fkey" FOREIGN KEY ("organization_id", "legal_hold_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_organization_id_requested_by_id_fkey" FOREIGN KEY ("organization_id", "requested_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_organization_id_removal_id_fkey" FOREIGN KEY ("organization_id", "removal_id") REFERENCES "removals"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;


ALTER TABLE erasures ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasures FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON erasures USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON erasures TO doorward_runtime;
CREATE UNIQUE INDEX one_open_erasure ON erasures (organization_id, member_id) WHERE status IN ('awaiting_approval', 'waiting', 'held');
ALTER TABLE members ADD CONSTRAINT legal_hold_has_holder CHECK ((legal_hold_at IS NULL) = (legal_hold_by_id IS NULL));
