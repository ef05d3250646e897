-- Who acts for a leaver is told, once, before the caretaker's time is over. Found over all organizations by the worker that tells.

-- AlterTable
ALTER TABLE "caretakers" ADD COLUMN     "claimed_until" TIMESTAMPTZ(3),
ADD COLUMN     "told_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "caretakers_ended_at_told_at_until_idx" ON "caretakers"("ended_at", "told_at", "until");

-- A scope of a transaction that crosses organizations: it may read which caretakers' ends are to be told, and nothing else.
CREATE FUNCTION in_caretaker_notices() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.caretaker_notices', true), '') = 'on';
CREATE POLICY due ON caretakers FOR SELECT USING (ended_at IS NULL AND told_at IS NULL AND (SELECT in_caretaker_notices()));
