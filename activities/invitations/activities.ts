import { acceptInvitation } from '../../prisma/commands/invitations/accept.ts';
import { expireInvitation, refuseInvitation, revokeInvitation } from '../../prisma/commands/invitations/end.ts';
import { requestInvitation } from '../../prisma/commands/invitations/request.ts';
import { resendInvitation, sendInvitation } from '../../prisma/commands/invitations/send.ts';
import { standingOfInvitation } from '../../prisma/queries/invitations/standing.ts';
import { actorOf, type Click } from '../../rules/audit/click.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { InvitationActivities, OfInvitation } from './contract.ts';
import { mailing } from './mails.ts';

/** Every activity of an invitation, once. */
export function invitationActivities(deps: ActivityDependencies): InvitationActivities {
  const { db, secrets } = deps;
  return {
    async requestInvitation(input) {
      const { organization, invitationId } = input;
      await requestInvitation(db, secrets, organization, actorOf(input), {
        ...effect(input, 'request'), // one receipt whoever begins it, and however often
        actorId: input.actorId,
      });
      return await standingOfInvitation(db, organization, invitationId);
    },
    sendInvitation: (input) => sendInvitation(db, secrets, input.organization, byRun(), effect(input, 'send')),
    resendInvitation: (input) =>
      resendInvitation(db, secrets, input.organization, actorOf(input), clicked(input, 'resend')),
    acceptInvitation: (input) =>
      acceptInvitation(db, input.organization, {
        ...effect(input, `accept/${input.requestId}`),
        personId: input.personId,
        tokenHash: input.tokenHash,
        requestId: input.requestId,
        ...(input.origin === undefined ? {} : { origin: input.origin }),
      }),
    revokeInvitation: (input) => revokeInvitation(db, input.organization, actorOf(input), clicked(input, 'revoke')),
    expireInvitation: (input) =>
      expireInvitation(db, input.organization, byRun(), effect(input, `expire/${input.now}`)),
    refuseInvitation: (input) =>
      refuseInvitation(db, input.organization, byRun(), { ...effect(input, 'refuse'), reason: input.reason }),
    ...mailing(deps),
  };
}

/** What a command gets of an activity's input, with the receipt `invitation/{id}/{what}`. */
function effect({ invitationId, now }: OfInvitation, what: string) {
  return { invitationId, now: new Date(now), receipt: `invitation/${invitationId}/${what}` };
}

/** A click's effect: its receipt is the click's own. */
function clicked(input: OfInvitation & Click, what: string) {
  return { ...effect(input, `${what}/${input.requestId}`), actorId: input.actorId };
}
