-- Doorward asks for consents itself: the OAuth clients of an organization, and each consent that someone was asked for.

-- CreateEnum
CREATE TYPE "consent_status" AS ENUM ('asked', 'answered', 'stored', 'tested', 'swapped', 'settled', 'failed');

-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "account" TEXT,
ADD COLUMN     "replaces_id" UUID,
ADD COLUMN     "settled_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "resource_kinds" ADD COLUMN     "takes_grants" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "oauth_clients" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "client_secret_box" BYTEA,
    "authorization_endpoint" TEXT NOT NULL,
    "token_endpoint" TEXT NOT NULL,
    "revocation_endpoint" TEXT,
    "issuer" TEXT,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "oauth_clients_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "consent_requests" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "status" "consent_status" NOT NULL DEFAULT 'asked',
    "state_hash" BYTEA NOT NULL,
    "proof_box" BYTEA,
    "scopes" TEXT[],
    "grant_id" UUID,
    "problem" TEXT,
    "detail" TEXT,
    "tested_by" TEXT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "working_until" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "consent_requests_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "oauth_clients_organization_id_provider_key" ON "oauth_clients"("organization_id", "provider");

-- CreateIndex
CREATE INDEX "consent_requests_organization_id_connection_id_asked_at_id_idx" ON "consent_requests"("organization_id", "connection_id", "asked_at", "id");

-- CreateIndex
CREATE INDEX "consent_requests_organization_id_member_id_idx" ON "consent_requests"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "consent_requests_organization_id_grant_id_idx" ON "consent_requests"("organization_id", "grant_id");

-- CreateIndex
CREATE UNIQUE INDEX "consent_requests_organization_id_state_hash_key" ON "consent_requests"("organization_id", "state_hash");

-- CreateIndex
CREATE INDEX "grants_organization_id_replaces_id_idx" ON "grants"("organization_id", "replaces_id");

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_organization_id_replaces_id_fkey" FOREIGN KEY ("organization_id", "replaces_id") REFERENCES "grants"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "consent_requests" ADD CONSTRAINT "consent_requests_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "resource_id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "consent_requests" ADD CONSTRAINT "consent_requests_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "consent_requests" ADD CONSTRAINT "consent_requests_organization_id_grant_id_fkey" FOREIGN KEY ("organization_id", "grant_id") REFERENCES "grants"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['oauth_clients', 'consent_requests'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON %I USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO doorward_runtime', t);
  END LOOP;
END $$;
GRANT DELETE ON oauth_clients TO doorward_runtime;
