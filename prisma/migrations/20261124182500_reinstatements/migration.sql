-- The inverse of a removal: what becomes of each thing that it changed, and the steps in which that is done.
-- CreateEnum
CREATE TYPE "reinstatement_status" AS ENUM ('draft', 'running', 'completed');

-- CreateTable
CREATE TABLE "reinstatements" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "removal_id" UUID NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "status" "reinstatement_status" NOT NULL DEFAULT 'draft',
    "reason" TEXT NOT NULL,
    "plan_hash" TEXT NOT NULL,
    "ends_suspended" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "reinstatements_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "reinstatement_steps" (
    "organization_id" UUID NOT NULL,
    "reinstatement_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "status" "step_status" NOT NULL DEFAULT 'pending',
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "walked_to" INTEGER NOT NULL DEFAULT -1,
    "failure" JSONB,
    "blocked_at" TIMESTAMPTZ(3),
    "deadline" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "reinstatement_steps_pkey" PRIMARY KEY ("organization_id","reinstatement_id","step")
);

-- CreateTable
CREATE TABLE "reinstatement_items" (
    "organization_id" UUID NOT NULL,
    "reinstatement_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "object_id" UUID NOT NULL,
    "outcome" TEXT NOT NULL,
    "why" TEXT,
    "receiver_id" UUID,
    "before" JSONB NOT NULL DEFAULT '{}',
    "status" "plan_item_status" NOT NULL DEFAULT 'pending',
    "reason" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "reinstatement_items_pkey" PRIMARY KEY ("organization_id","reinstatement_id","key")
);

-- CreateIndex
CREATE INDEX "reinstatements_organization_id_member_id_idx" ON "reinstatements"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "reinstatements_organization_id_removal_id_idx" ON "reinstatements"("organization_id", "removal_id");

-- CreateIndex
CREATE INDEX "reinstatements_organization_id_requested_by_id_idx" ON "reinstatements"("organization_id", "requested_by_id");

-- CreateIndex
CREATE INDEX "reinstatements_organization_id_status_created_at_id_idx" ON "reinstatements"("organization_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "reinstatement_items_organization_id_reinstatement_id_positi_idx" ON "reinstatement_items"("organization_id", "reinstatement_id", "position");

-- CreateIndex
CREATE INDEX "reinstatement_items_organization_id_receiver_id_idx" ON "reinstatement_items"("organization_id", "receiver_id");

-- AddForeignKey
ALTER TABLE "reinstatements" ADD CONSTRAINT "reinstatements_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "reinstatements" ADD CONSTRAINT "reinstatements_organization_id_requested_by_id_fkey" FOREIGN KEY ("organization_id", "requested_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "reinstatements" ADD CONSTRAINT "reinstatements_organization_id_removal_id_fkey" FOREIGN KEY ("organization_id", "removal_id") REFERENCES "removals"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "reinstatement_steps" ADD CONSTRAINT "reinstatement_steps_organization_id_reinstatement_id_fkey" FOREIGN KEY ("organization_id", "reinstatement_id") REFERENCES "reinstatements"("organization_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "reinstatement_items" ADD CONSTRAINT "reinstatement_items_organization_id_reinstatement_id_fkey" FOREIGN KEY ("organization_id", "reinstatement_id") REFERENCES "reinstatements"("organization_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "reinstatement_items" ADD CONSTRAINT "reinstatement_items_organization_id_receiver_id_fkey" FOREIGN KEY ("organization_id", "receiver_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;


ALTER TABLE reinstatement_items SET (fillfactor = 50);
CREATE UNIQUE INDEX one_open_reinstatement ON reinstatements (organization_id, member_id) WHERE status = 'running';
CREATE UNIQUE INDEX one_reinstatement_of_a_removal ON reinstatements (organization_id, removal_id) WHERE status <> 'draft';

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['reinstatements', 'reinstatement_steps', 'reinstatement_items'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON %I USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO doorward_runtime', t);
  END LOOP;
END $$;
