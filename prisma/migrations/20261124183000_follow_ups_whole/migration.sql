-- Follow-ups: escalated step by step, reopened when disproved, with files as evidence.
ALTER TABLE "follow_ups" ADD COLUMN "escalations" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "follow_ups" ADD COLUMN "reopened_at" TIMESTAMPTZ(3);
ALTER TABLE "follow_ups" ADD COLUMN "reopened_because" TEXT;
-- The provider refused the old consent after its end.
ALTER TABLE "grants" ADD COLUMN "revocation_proved_at" TIMESTAMPTZ(3);
-- A newer grant took its place here, and it is not yet known to be revoked at the provider.
ALTER TYPE "grant_status" ADD VALUE 'replaced';

CREATE TABLE "evidence_files" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "follow_up_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "content_box" BYTEA,
    "uploaded_by_id" UUID NOT NULL,
    "uploaded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "evidence_files_pkey" PRIMARY KEY ("organization_id","id")
);
CREATE INDEX "evidence_files_organization_id_follow_up_id_idx" ON "evidence_files"("organization_id", "follow_up_id");
CREATE INDEX "evidence_files_organization_id_uploaded_by_id_idx" ON "evidence_files"("organization_id", "uploaded_by_id");
ALTER TABLE "evidence_files" ADD CONSTRAINT "evidence_files_organization_id_follow_up_id_fkey" FOREIGN KEY ("organization_id", "follow_up_id") REFERENCES "follow_ups"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;
ALTER TABLE "evidence_files" ADD CONSTRAINT "evidence_files_organization_id_uploaded_by_id_fkey" FOREIGN KEY ("organization_id", "uploaded_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

ALTER TABLE "evidence_files" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "evidence_files" FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON "evidence_files" USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON "evidence_files" TO doorward_runtime;
