import { addresseeOf, fallbackAddressees } from '../../prisma/queries/members/addressees.ts';
import { findReinstatement } from '../../prisma/queries/reinstatements/detail.ts';
import { receiversOf } from '../../prisma/queries/reinstatements/receivers.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { type Letter, mailOf } from '../mails/letter.ts';
import { sendUnlessRefused } from '../mails/send-once.ts';
import { pulse } from '../removals/ground.ts';
import type { ReinstatementActivities } from './contract.ts';
import { backLetter, endedLetter, receiverLetter } from './letters.ts';

/** After the last step: who came back, whoever had received something of theirs, and who asked for it hear of it, once each. */
export function telling({ db, mailer, url }: ActivityDependencies): Pick<ReinstatementActivities, 'tellReinstated'> {
  return {
    async tellReinstated({ organization, reinstatementId }) {
      const reinstatement = await findReinstatement(db, organization, reinstatementId);
      if (reinstatement === null) return { mails: 0 };
      const { memberId, memberName, requestedById, outcomes, organizationName } = reinstatement;
      const place = { url, organization };
      let mails = 0;
      const tell = async (to: { memberId: string; email: string }, what: string, letter: Letter) => {
        await pulse(mails);
        const id = `reinstatement/${reinstatementId}/${what}/${to.memberId}`;
        if (await sendUnlessRefused(db, organization, mailer, mailOf(id, to.email, letter))) mails += 1;
      };
      const back = await addresseeOf(db, organization, memberId);
      if (back !== null) await tell(back, 'back', backLetter(place, back, { organizationName, outcomes }));
      for (const { id, items } of await receiversOf(db, organization, reinstatementId)) {
        const to = id === memberId ? null : await addresseeOf(db, organization, id);
        if (to !== null) await tell(to, 'receiver', receiverLetter(place, to, { memberName, items, reinstatementId }));
      }
      const requester = await addresseeOf(db, organization, requestedById);
      const asked = requester === null ? await fallbackAddressees(db, organization, memberId) : [requester];
      for (const to of asked)
        await tell(to, 'ended', endedLetter(place, to, { memberName, outcomes, reinstatementId, back: back !== null }));
      return { mails };
    },
  };
}
