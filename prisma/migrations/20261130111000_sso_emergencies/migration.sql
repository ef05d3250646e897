-- An admin can come in past the sign-in that is enforced, when the provider fails. All admins are told; found over all organizations by the worker that tells.

-- CreateTable
CREATE TABLE "sso_emergencies" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "sso_emergencies_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "sso_emergencies_organization_id_member_id_idx" ON "sso_emergencies"("organization_id", "member_id");

-- AddForeignKey
ALTER TABLE "sso_emergencies" ADD CONSTRAINT "sso_emergencies_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

CREATE INDEX sso_emergencies_to_tell ON sso_emergencies (at) WHERE told_at IS NULL;

ALTER TABLE sso_emergencies ENABLE ROW LEVEL SECURITY;
ALTER TABLE sso_emergencies FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON sso_emergencies USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON sso_emergencies TO doorward_runtime;

-- A scope of a transaction that crosses organizations: it may read which emergencies are to be told, and nothing else.
CREATE FUNCTION in_sso_notices() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.sso_notices', true), '') = 'on';
CREATE POLICY due ON sso_emergencies FOR SELECT USING (told_at IS NULL AND (SELECT in_sso_notices()));
