-- An organization's own sign-in (OpenID Connect): its connection, who its members are there, and sign-ins that were begun. A door says by which it was opened.

-- AlterTable
ALTER TABLE "session_organizations" ADD COLUMN     "sso_connection_id" UUID,
ADD COLUMN     "sso_proved_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "sso_connections" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "client_secret_box" BYTEA,
    "tried_at" TIMESTAMPTZ(3),
    "enforced_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "sso_connections_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "sso_identities" (
    "organization_id" UUID NOT NULL,
    "sso_connection_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "bound_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sso_identities_pkey" PRIMARY KEY ("organization_id","sso_connection_id","subject")
);

-- CreateTable
CREATE TABLE "sso_sign_ins" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "sso_connection_id" UUID NOT NULL,
    "state_hash" BYTEA NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "proof_box" BYTEA NOT NULL,
    "fresh" BOOLEAN NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sso_sign_ins_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "sso_identities_organization_id_member_id_idx" ON "sso_identities"("organization_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "sso_identities_organization_id_sso_connection_id_member_id_key" ON "sso_identities"("organization_id", "sso_connection_id", "member_id");

-- CreateIndex
CREATE INDEX "sso_sign_ins_organization_id_sso_connection_id_idx" ON "sso_sign_ins"("organization_id", "sso_connection_id");

-- CreateIndex
CREATE INDEX "sso_sign_ins_organization_id_expires_at_idx" ON "sso_sign_ins"("organization_id", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "sso_sign_ins_organization_id_state_hash_key" ON "sso_sign_ins"("organization_id", "state_hash");

-- CreateIndex
CREATE INDEX "session_organizations_organization_id_sso_connection_id_idx" ON "session_organizations"("organization_id", "sso_connection_id");

-- AddForeignKey
ALTER TABLE "session_organizations" ADD CONSTRAINT "session_organizations_organization_id_sso_connection_id_fkey" FOREIGN KEY ("organization_id", "sso_connection_id") REFERENCES "sso_connections"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sso_identities" ADD CONSTRAINT "sso_identities_organization_id_sso_connection_id_fkey" FOREIGN KEY ("organization_id", "sso_connection_id") REFERENCES "sso_connections"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sso_identities" ADD CONSTRAINT "sso_identities_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sso_sign_ins" ADD CONSTRAINT "sso_sign_ins_organization_id_sso_connection_id_fkey" FOREIGN KEY ("organization_id", "sso_connection_id") REFERENCES "sso_connections"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;


CREATE UNIQUE INDEX one_sso_connection ON sso_connections (organization_id) WHERE removed_at IS NULL;
ALTER TABLE sso_connections ADD CONSTRAINT secret_until_removed CHECK ((client_secret_box IS NULL) = (removed_at IS NOT NULL));
ALTER TABLE sso_connections ADD CONSTRAINT removed_enforces_nothing CHECK (removed_at IS NULL OR enforced_at IS NULL);
ALTER TABLE session_organizations ADD CONSTRAINT sso_door CHECK ((how = 'sso') = (sso_connection_id IS NOT NULL));

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['sso_connections', 'sso_identities', 'sso_sign_ins'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON %I USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO doorward_runtime', t);
  END LOOP;
END $$;
GRANT DELETE ON sso_identities, sso_sign_ins TO doorward_runtime;

-- A person may see which of their own organizations ask for their own sign-in.
CREATE POLICY own_organizations ON sso_connections FOR SELECT
  USING ((SELECT current_person()) IS NOT NULL AND organization_id IN (SELECT organization_id FROM members WHERE person_id = (SELECT current_person())));

-- What the door says: how it was opened, and since when who they are counts as proved there: by the organization's own sign-in, or by the session's. An emergency
-- opens it for an hour.
CREATE OR REPLACE FUNCTION session_facts(org uuid, session_hash bytea) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE s record; custom_role json;
BEGIN
  SELECT x.id, x.revoked_at, d.how, d.revoked_at AS shut_at, m.id AS member, m.kind, m.role, m.status, m.custom_role_id,
      CASE d.how WHEN 'sso' THEN d.sso_proved_at ELSE x.proved_at END AS proved_at,
      CASE d.how WHEN 'emergency' THEN least(x.expires_at, d.at + interval '1 hour') ELSE x.expires_at END AS expires_at INTO s
    FROM sessions x JOIN session_organizations d ON d.organization_id = org AND d.session_id = x.id
      JOIN members m ON m.organization_id = d.organization_id AND m.id = d.member_id
    WHERE x.token_hash = session_hash;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF s.custom_role_id IS NOT NULL THEN custom_role := custom_role_facts(org, s.custom_role_id); END IF;
  RETURN json_build_object('member', member_facts(org, s.member, s.kind, s.role, s.status, custom_role),
    'session', json_build_object('sessionId', s.id, 'how', s.how, 'expiresAt', epoch_ms(s.expires_at), 'revokedAt', epoch_ms(s.revoked_at),
      'provedAt', epoch_ms(s.proved_at), 'shutAt', epoch_ms(s.shut_at)));
END $$;
