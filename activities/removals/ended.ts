import { addresseeOf, fallbackAddressees } from '../../prisma/queries/members/addressees.ts';
import { findRemovalHead } from '../../prisma/queries/removals/head.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import type { RemovalActivities } from './contract.ts';
import { endedLetter } from './letters.ts';

/** After the last step: who asked for the removal hears how it ended; where they are gone too, who acts for them. */
export function telling({ db, mailer, url }: ActivityDependencies): Pick<RemovalActivities, 'tellRequester'> {
  return {
    async tellRequester({ organization, removalId, proven }) {
      const removal = await findRemovalHead(db, organization, removalId);
      if (removal === null) return;
      const requester = await addresseeOf(db, organization, removal.requestedById);
      const all = requester === null ? await fallbackAddressees(db, organization, removal.memberId) : [requester];
      const ended = { removalId, leaverName: removal.memberName, proven };
      for (const to of all) {
        const id = `removal/${removalId}/ended/${to.memberId}`;
        await sendOnce(db, organization, mailer, mailOf(id, to.email, endedLetter({ url, organization }, to, ended)));
      }
    },
  };
}
