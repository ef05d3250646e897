-- Many removals planned as one set, and the breaker in front of every source of removals.
-- CreateEnum
CREATE TYPE "mass_removal_status" AS ENUM ('draft', 'awaiting_approval', 'running', 'cancelling', 'done', 'refused', 'cancelled');

-- AlterTable
ALTER TABLE "removals" ADD COLUMN     "mass_removal_id" UUID,
ADD COLUMN     "position" INTEGER,
ADD COLUMN     "refusal" JSONB,
ADD COLUMN     "turn_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "mass_removals" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "status" "mass_removal_status" NOT NULL DEFAULT 'draft',
    "reason" TEXT NOT NULL,
    "for_cause" BOOLEAN NOT NULL DEFAULT false,
    "ending" "removal_ending" NOT NULL DEFAULT 'deactivate',
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "plan_hash" TEXT NOT NULL,
    "paused_at" TIMESTAMPTZ(3),
    "cancelled_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "mass_removals_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "breaker_allowances" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "allowed_by_id" UUID NOT NULL,
    "more" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "breaker_allowances_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "mass_removals_organization_id_created_at_id_idx" ON "mass_removals"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "mass_removals_organization_id_requested_by_id_idx" ON "mass_removals"("organization_id", "requested_by_id");

-- CreateIndex
CREATE INDEX "mass_removals_organization_id_cancelled_by_id_idx" ON "mass_removals"("organization_id", "cancelled_by_id");

-- CreateIndex
CREATE INDEX "breaker_allowances_organization_id_expires_at_idx" ON "breaker_allowances"("organization_id", "expires_at");

-- CreateIndex
CREATE INDEX "breaker_allowances_organization_id_allowed_by_id_idx" ON "breaker_allowances"("organization_id", "allowed_by_id");

-- CreateIndex
CREATE INDEX "removals_organization_id_started_at_idx" ON "removals"("organization_id", "started_at");

-- CreateIndex
CREATE INDEX "removals_organization_id_mass_removal_id_position_idx" ON "removals"("organization_id", "mass_removal_id", "position");

-- AddForeignKey
ALTER TABLE "removals" ADD CONSTRAINT "removals_organization_id_mass_removal_id_fkey" FOREIGN KEY ("organization_id", "mass_removal_id") REFERENCES "mass_removals"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "mass_removals" ADD CONSTRAINT "mass_removals_organization_id_requested_by_id_fkey" FOREIGN KEY ("organization_id", "requested_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "mass_removals" ADD CONSTRAINT "mass_removals_organization_id_cancelled_by_id_fkey" FOREIGN KEY ("organization_id", "cancelled_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "breaker_allowances" ADD CONSTRAINT "breaker_allowances_organization_id_allowed_by_id_fkey" FOREIGN KEY ("organization_id", "allowed_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;


DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['mass_removals', 'breaker_allowances'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON %I USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()))', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON mass_removals TO doorward_runtime;
GRANT SELECT, INSERT ON breaker_allowances TO doorward_runtime;
