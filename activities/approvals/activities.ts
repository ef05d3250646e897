import { decideApproval } from '../../prisma/commands/approvals/decide.ts';
import { giveUpApproval } from '../../prisma/commands/approvals/end.ts';
import { reviewApproval } from '../../prisma/commands/approvals/review.ts';
import { approvalMail } from '../../prisma/queries/approvals/mail.ts';
import { actorOf } from '../../rules/audit/click.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailOf } from '../mails/letter.ts';
import { sendUnlessRefused } from '../mails/send-once.ts';
import { byRun } from '../run.ts';
import type { ApprovalActivities, OfApproval } from './contract.ts';
import { approvalLetter } from './letters.ts';

/** Every activity of an approval, once. */
export function approvalActivities({ db, mailer, url }: ActivityDependencies): ApprovalActivities {
  return {
    reviewApproval: (input) =>
      reviewApproval(db, input.organization, byRun(), {
        ...effect(input, `review/${input.nth}`),
        escalate: input.escalate,
      }),
    decideApproval: (input) =>
      decideApproval(db, input.organization, actorOf(input), {
        ...effect(input, `decide/${input.requestId}`),
        actorId: input.actorId,
        decision: input.decision,
        factsHash: input.factsHash,
        noteId: input.noteId,
      }),
    giveUpApproval: (input) => giveUpApproval(db, input.organization, byRun(), effect(input, `give-up/${input.now}`)),
    async mailApprovers({ organization, approvalId, stage, kind, nth }) {
      const mail = await approvalMail(db, organization, { approvalId, stage });
      if (mail === null) return { mailed: 0 };
      const page = `${url}/o/${organization}/approvals/${approvalId}`;
      let refused = 0;
      for (const to of mail.to) {
        const id = `approval/${approvalId}/${stage}/${kind}/${nth}/${to.memberId}`;
        const one = mailOf(id, to.email, approvalLetter(to, mail, kind, page));
        if (!(await sendUnlessRefused(db, organization, mailer, one))) refused += 1;
      }
      if (refused > 0 && refused === mail.to.length) throw new Failure('mail-refused', {});
      return { mailed: mail.to.length - refused };
    },
  };
}

/** What a command gets of an activity's input, with the receipt `approval/{id}/{what}`. */
function effect({ approvalId, now }: OfApproval, what: string) {
  return { approvalId, now: new Date(now), receipt: `approval/${approvalId}/${what}` };
}
