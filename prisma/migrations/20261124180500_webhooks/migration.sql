-- Webhooks: where events are sent, how far each has come, and what it answered.

-- CreateEnum
CREATE TYPE "webhook_status" AS ENUM ('enabled', 'disabled', 'archived');

-- CreateEnum
CREATE TYPE "webhook_delivery_status" AS ENUM ('failing', 'dead', 'retrying', 'delivered');

-- CreateTable
CREATE TABLE "webhooks" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "event_types" TEXT[],
    "status" "webhook_status" NOT NULL DEFAULT 'enabled',
    "addressed_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabled_at" TIMESTAMPTZ(3),
    "disabled_because" TEXT,

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "webhook_positions" (
    "organization_id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "open" BOOLEAN NOT NULL DEFAULT true,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "retrying" BOOLEAN NOT NULL DEFAULT false,
    "failing_since" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "gave_up" BOOLEAN NOT NULL DEFAULT false,
    "lease" UUID,

    CONSTRAINT "webhook_positions_pkey" PRIMARY KEY ("organization_id","webhook_id")
);

-- CreateTable
CREATE TABLE "webhook_secrets" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "secret_box" BYTEA NOT NULL,
    "shown_to_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_secrets_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "organization_id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "status" "webhook_delivery_status" NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "response_status" INTEGER,
    "failure" TEXT,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("organization_id","webhook_id","sequence")
);

-- CreateTable
CREATE TABLE "webhook_attempts" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "sequence" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "took_ms" INTEGER NOT NULL,
    "response_status" INTEGER,
    "failure" TEXT,
    "excerpt" TEXT,

    CONSTRAINT "webhook_attempts_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "webhooks_organization_id_created_at_id_idx" ON "webhooks"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "webhooks_organization_id_addressed_by_id_idx" ON "webhooks"("organization_id", "addressed_by_id");

-- CreateIndex
CREATE INDEX "webhook_secrets_organization_id_webhook_id_idx" ON "webhook_secrets"("organization_id", "webhook_id");

-- CreateIndex
CREATE INDEX "webhook_secrets_organization_id_shown_to_id_idx" ON "webhook_secrets"("organization_id", "shown_to_id");

-- CreateIndex
CREATE INDEX "webhook_deliveries_organization_id_webhook_id_status_sequen_idx" ON "webhook_deliveries"("organization_id", "webhook_id", "status", "sequence");

-- CreateIndex
CREATE INDEX "webhook_attempts_organization_id_webhook_id_sequence_at_idx" ON "webhook_attempts"("organization_id", "webhook_id", "sequence", "at");

-- AddForeignKey
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_organization_id_addressed_by_id_fkey" FOREIGN KEY ("organization_id", "addressed_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "webhook_positions" ADD CONSTRAINT "webhook_positions_organization_id_webhook_id_fkey" FOREIGN KEY ("organization_id", "webhook_id") REFERENCES "webhooks"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_organization_id_webhook_id_fkey" FOREIGN KEY ("organization_id", "webhook_id") REFERENCES "webhooks"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_organization_id_shown_to_id_fkey" FOREIGN KEY ("organization_id", "shown_to_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_organization_id_webhook_id_fkey" FOREIGN KEY ("organization_id", "webhook_id") REFERENCES "webhooks"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_organization_id_webhook_id_fkey" FOREIGN KEY ("organization_id", "webhook_id") REFERENCES "webhooks"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;


DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['webhooks', 'webhook_positions', 'webhook_secrets', 'webhook_deliveries', 'webhook_attempts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON %I USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO doorward_runtime', t);
  END LOOP;
END $$;
GRANT DELETE ON webhook_deliveries, webhook_attempts TO doorward_runtime;

-- A fourth scope of a transaction, which crosses organizations: it may read which webhook is behind its organization's events, and nothing else.
CREATE FUNCTION in_wake() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.wake', true), '') = 'on';
CREATE POLICY wake ON webhook_positions FOR SELECT USING ((SELECT in_wake()));
CREATE POLICY wake ON audit_heads FOR SELECT USING ((SELECT in_wake()));
