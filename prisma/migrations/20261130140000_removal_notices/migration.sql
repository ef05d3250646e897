-- What people have to be told about a removal without its run, which may have ended. Found over all organizations by the worker that tells.

-- CreateTable
CREATE TABLE "removal_notices" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "removal_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "receiver_id" UUID NOT NULL,
    "object_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "removal_notices_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "removal_notices_told_at_due_at_idx" ON "removal_notices"("told_at", "due_at");

-- CreateIndex
CREATE INDEX "removal_notices_organization_id_removal_id_idx" ON "removal_notices"("organization_id", "removal_id");

-- CreateIndex
CREATE INDEX "removal_notices_organization_id_receiver_id_idx" ON "removal_notices"("organization_id", "receiver_id");

-- AddForeignKey
ALTER TABLE "removal_notices" ADD CONSTRAINT "removal_notices_organization_id_removal_id_fkey" FOREIGN KEY ("organization_id", "removal_id") REFERENCES "removals"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "removal_notices" ADD CONSTRAINT "removal_notices_organization_id_receiver_id_fkey" FOREIGN KEY ("organization_id", "receiver_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

ALTER TABLE removal_notices ADD CONSTRAINT kind_of_notice CHECK (kind IN ('first-run-refused'));
-- what nobody has begun to tell still takes what is found meanwhile
CREATE UNIQUE INDEX gathering_notice ON removal_notices (organization_id, removal_id, kind, receiver_id) WHERE claimed_until IS NULL;
ALTER TABLE removal_notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE removal_notices FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON removal_notices USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON removal_notices TO doorward_runtime;

-- A scope of a transaction that crosses organizations: it may read which notices are due, and nothing else.
CREATE FUNCTION in_removal_notices() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.removal_notices', true), '') = 'on';
CREATE POLICY due ON removal_notices FOR SELECT USING (told_at IS NULL AND (SELECT in_removal_notices()));
