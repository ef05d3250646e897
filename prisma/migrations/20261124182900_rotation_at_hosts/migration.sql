-- Whether a kind's host can be asked to set a new secret by itself; and when a key was last tried after its end.
ALTER TABLE "resource_kinds" ADD COLUMN "rotates_secrets" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "credentials" ADD COLUMN "used_after_end_at" TIMESTAMPTZ(3);
