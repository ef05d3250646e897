-- One human leaves several organizations of one parent: the leave in the parent, a request in each organization that it asks. Nobody reads across.

-- CreateEnum
CREATE TYPE "leave_status" AS ENUM ('open', 'withdrawn');

-- CreateEnum
CREATE TYPE "leave_answer" AS ENUM ('no_access', 'declined');

-- CreateEnum
CREATE TYPE "leave_notice" AS ENUM ('asked', 'moved', 'withdrawn');

-- AlterTable
ALTER TABLE "removals" ADD COLUMN     "leave_id" UUID;

-- CreateTable
CREATE TABLE "leaves" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "time_zone" TEXT NOT NULL,
    "status" "leave_status" NOT NULL DEFAULT 'open',
    "asked_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "leaves_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "leave_asks" (
    "organization_id" UUID NOT NULL,
    "leave_id" UUID NOT NULL,
    "affiliation_id" UUID NOT NULL,
    "answer" "leave_answer",
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "leave_asks_pkey" PRIMARY KEY ("organization_id","leave_id","affiliation_id")
);

-- CreateTable
CREATE TABLE "leave_requests" (
    "organization_id" UUID NOT NULL,
    "leave_id" UUID NOT NULL,
    "affiliation_id" UUID NOT NULL,
    "asked_by" TEXT NOT NULL,
    "email" TEXT,
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "time_zone" TEXT NOT NULL,
    "status" "leave_status" NOT NULL DEFAULT 'open',
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "answer" "leave_answer",
    "answered_by_id" UUID,
    "answered_at" TIMESTAMPTZ(3),
    "notice" "leave_notice",
    "claimed_until" TIMESTAMPTZ(3),

    CONSTRAINT "leave_requests_pkey" PRIMARY KEY ("organization_id","leave_id")
);

-- CreateIndex
CREATE INDEX "leaves_organization_id_created_at_id_idx" ON "leaves"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "leaves_organization_id_asked_by_id_idx" ON "leaves"("organization_id", "asked_by_id");

-- CreateIndex
CREATE INDEX "leaves_organization_id_email_idx" ON "leaves"("organization_id", "email");

-- CreateIndex
CREATE INDEX "leave_asks_organization_id_affiliation_id_idx" ON "leave_asks"("organization_id", "affiliation_id");

-- CreateIndex
CREATE INDEX "leave_requests_organization_id_asked_at_leave_id_idx" ON "leave_requests"("organization_id", "asked_at", "leave_id");

-- CreateIndex
CREATE INDEX "leave_requests_organization_id_affiliation_id_idx" ON "leave_requests"("organization_id", "affiliation_id");

-- CreateIndex
CREATE INDEX "leave_requests_organization_id_answered_by_id_idx" ON "leave_requests"("organization_id", "answered_by_id");

-- CreateIndex
CREATE INDEX "leave_requests_organization_id_email_idx" ON "leave_requests"("organization_id", "email");

-- CreateIndex
CREATE INDEX "removals_organization_id_leave_id_idx" ON "removals"("organization_id", "leave_id");

-- AddForeignKey
ALTER TABLE "leaves" ADD CONSTRAINT "leaves_organization_id_asked_by_id_fkey" FOREIGN KEY ("organization_id", "asked_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "leave_asks" ADD CONSTRAINT "leave_asks_organization_id_leave_id_fkey" FOREIGN KEY ("organization_id", "leave_id") REFERENCES "leaves"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "leave_asks" ADD CONSTRAINT "leave_asks_organization_id_affiliation_id_fkey" FOREIGN KEY ("organization_id", "affiliation_id") REFERENCES "affiliations"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "leave_requests" ADD CONSTRAINT "leave_requests_organization_id_affiliation_id_fkey" FOREIGN KEY ("organization_id", "affiliation_id") REFERENCES "affiliations"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "leave_requests" ADD CONSTRAINT "leave_requests_organization_id_answered_by_id_fkey" FOREIGN KEY ("organization_id", "answered_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['leaves', 'leave_asks', 'leave_requests'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON %I USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO doorward_runtime', t);
  END LOOP;
END $$;

-- A scope of a transaction that crosses organizations: it may read which requests are to be told, and nothing else.
CREATE INDEX leave_requests_to_tell ON leave_requests (asked_at) WHERE notice IS NOT NULL;
CREATE FUNCTION in_leave_notices() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.leave_notices', true), '') = 'on';
CREATE POLICY due ON leave_requests FOR SELECT USING (notice IS NOT NULL AND (SELECT in_leave_notices()));
