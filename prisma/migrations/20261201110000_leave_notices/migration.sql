-- Each notice of a leave request has a number, so that a date that was moved back is told, too. Who asked hears by mail what was answered.

-- AlterTable
ALTER TABLE "leave_asks" ADD COLUMN     "answers" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "answers_told" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "claimed_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "leave_requests" ADD COLUMN     "notice_number" INTEGER NOT NULL DEFAULT 1;

CREATE INDEX leave_answers_to_tell ON leave_asks (answered_at) WHERE answers > answers_told;
CREATE POLICY due ON leave_asks FOR SELECT USING (answers > answers_told AND (SELECT in_leave_notices()));
