-- What successors are offered before the date of a removal, and what they declined of it.
CREATE TYPE "hand_over_offer_status" AS ENUM ('open', 'accepted', 'declined', 'redirected', 'lapsed', 'withdrawn');

-- CreateTable
CREATE TABLE "hand_over_offers" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "removal_id" UUID NOT NULL,
    "successor_id" UUID NOT NULL,
    "status" "hand_over_offer_status" NOT NULL DEFAULT 'open',
    "by_silence" BOOLEAN NOT NULL DEFAULT false,
    "counts" JSONB NOT NULL,
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "redirected_to_id" UUID,

    CONSTRAINT "hand_over_offers_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "hand_over_declines" (
    "organization_id" UUID NOT NULL,
    "removal_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "item_key" TEXT NOT NULL,

    CONSTRAINT "hand_over_declines_pkey" PRIMARY KEY ("organization_id","removal_id","member_id","item_key")
);

-- CreateIndex
CREATE INDEX "hand_over_offers_organization_id_successor_id_offered_at_id_idx" ON "hand_over_offers"("organization_id", "successor_id", "offered_at", "id");

-- CreateIndex
CREATE INDEX "hand_over_offers_organization_id_redirected_to_id_idx" ON "hand_over_offers"("organization_id", "redirected_to_id");

-- CreateIndex
CREATE INDEX "hand_over_offers_organization_id_offered_at_id_idx" ON "hand_over_offers"("organization_id", "offered_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "hand_over_offers_organization_id_removal_id_successor_id_key" ON "hand_over_offers"("organization_id", "removal_id", "successor_id");

-- CreateIndex
CREATE INDEX "hand_over_declines_organization_id_member_id_idx" ON "hand_over_declines"("organization_id", "member_id");

-- AddForeignKey
ALTER TABLE "hand_over_offers" ADD CONSTRAINT "hand_over_offers_organization_id_removal_id_fkey" FOREIGN KEY ("organization_id", "removal_id") REFERENCES "removals"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "hand_over_offers" ADD CONSTRAINT "hand_over_offers_organization_id_successor_id_fkey" FOREIGN KEY ("organization_id", "successor_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "hand_over_offers" ADD CONSTRAINT "hand_over_offers_organization_id_redirected_to_id_fkey" FOREIGN KEY ("organization_id", "redirected_to_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "hand_over_declines" ADD CONSTRAINT "hand_over_declines_organization_id_removal_id_fkey" FOREIGN KEY ("organization_id", "removal_id") REFERENCES "removals"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "hand_over_declines" ADD CONSTRAINT "hand_over_declines_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;


DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['hand_over_offers', 'hand_over_declines'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON %I USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()))', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON hand_over_offers TO doorward_runtime;
GRANT SELECT, INSERT, DELETE ON hand_over_declines TO doorward_runtime;
