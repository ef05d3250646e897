-- From where a mass removal was cancelled: each of its removals is cancelled by that click.
ALTER TABLE "mass_removals" ADD COLUMN "cancelled_by" JSONB;
