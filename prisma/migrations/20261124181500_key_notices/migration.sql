-- What people have to be told of API keys: one that ends soon, one that was used after its end. Found over all organizations by the worker that tells.

-- CreateTable
CREATE TABLE "key_notices" (
    "organization_id" UUID NOT NULL,
    "credential_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "key_notices_pkey" PRIMARY KEY ("organization_id","credential_id","kind")
);

-- CreateIndex
CREATE INDEX "key_notices_told_at_due_at_idx" ON "key_notices"("told_at", "due_at");

-- AddForeignKey
ALTER TABLE "key_notices" ADD CONSTRAINT "key_notices_organization_id_credential_id_fkey" FOREIGN KEY ("organization_id", "credential_id") REFERENCES "credentials"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

ALTER TABLE key_notices ADD CONSTRAINT kind_of_notice CHECK (kind IN ('expiring', 'used-after-end'));
ALTER TABLE key_notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE key_notices FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON key_notices USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON key_notices TO doorward_runtime;

-- A scope of a transaction that crosses organizations: it may read which notices are due, and nothing else.
CREATE FUNCTION in_key_notices() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.key_notices', true), '') = 'on';
CREATE POLICY due ON key_notices FOR SELECT USING ((SELECT in_key_notices()));
