-- Sign-ins that were refused are counted, per connection and minute, so that the audit has an entry of a few of them and the number of the others.

-- AlterTable
ALTER TABLE "sso_connections" ADD COLUMN     "refused" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "refused_since" TIMESTAMPTZ(3);
