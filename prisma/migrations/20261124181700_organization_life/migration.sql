-- An organization can be closed by its own admins, besides suspended by the operator; a session says how it was proved, and each of its doors when it was last used.

-- AlterEnum
ALTER TYPE "organization_status" ADD VALUE 'closed';

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "how" TEXT NOT NULL DEFAULT 'link';

-- AlterTable
ALTER TABLE "session_organizations" ADD COLUMN     "last_seen_at" TIMESTAMPTZ(3);
