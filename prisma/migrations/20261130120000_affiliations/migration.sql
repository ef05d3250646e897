-- That one organization is the parent of another: a row in each, tied by one random id. Neither sees the other’s.

-- CreateEnum
CREATE TYPE "affiliation_side" AS ENUM ('parent', 'subsidiary');

-- CreateEnum
CREATE TYPE "affiliation_status" AS ENUM ('offered', 'agreed', 'ended');

-- CreateTable
CREATE TABLE "affiliations" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "other" "affiliation_side" NOT NULL,
    "status" "affiliation_status" NOT NULL,
    "code_hash" BYTEA,
    "expires_at" TIMESTAMPTZ(3),
    "offered_by_id" UUID,
    "other_organization_id" UUID,
    "other_name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "agreed_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "affiliations_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "affiliations_organization_id_created_at_id_idx" ON "affiliations"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "affiliations_organization_id_offered_by_id_idx" ON "affiliations"("organization_id", "offered_by_id");

-- AddForeignKey
ALTER TABLE "affiliations" ADD CONSTRAINT "affiliations_organization_id_offered_by_id_fkey" FOREIGN KEY ("organization_id", "offered_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

CREATE UNIQUE INDEX one_parent ON affiliations (organization_id) WHERE other = 'parent' AND status = 'agreed';
CREATE UNIQUE INDEX one_affiliation ON affiliations (organization_id, other_organization_id) WHERE status = 'agreed';
ALTER TABLE affiliations ADD CONSTRAINT affiliation_of_status CHECK (
  CASE status WHEN 'offered' THEN code_hash IS NOT NULL AND expires_at IS NOT NULL AND offered_by_id IS NOT NULL AND other_organization_id IS NULL
              WHEN 'agreed' THEN code_hash IS NULL AND other_organization_id IS NOT NULL AND other_name IS NOT NULL ELSE code_hash IS NULL END);

ALTER TABLE affiliations ENABLE ROW LEVEL SECURITY;
ALTER TABLE affiliations FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON affiliations USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON affiliations TO doorward_runtime;
