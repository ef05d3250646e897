import { addresseeOf } from '../../prisma/queries/members/addressees.ts';
import { invitationMail, refusedInvitation } from '../../prisma/queries/invitations/mail.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import type { InvitationActivities } from './contract.ts';
import { invitationLetter, refusalLetter } from './letters.ts';

type Mails = Pick<InvitationActivities, 'mailInvitation' | 'mailRefusal'>;

export function mailing({ db, secrets, mailer, url }: ActivityDependencies): Mails {
  return {
    async mailInvitation({ organization, invitationId, version, reminder }) {
      const mail = await invitationMail(db, secrets, organization, { invitationId, version });
      if (mail === null) return;
      const link = `${url}/join#${organization}.${invitationId}.${mail.token}`;
      const id = `invitation/${invitationId}/${version}/${reminder}`;
      await sendOnce(db, organization, mailer, mailOf(id, mail.email, invitationLetter(mail, link, reminder)));
    },
    async mailRefusal({ organization, invitationId }) {
      const refused = await refusedInvitation(db, organization, invitationId);
      const to = refused === null ? null : await addresseeOf(db, organization, refused.inviterId);
      if (refused === null || to === null) return;
      const page = `${url}/o/${organization}/invitations`;
      const id = `invitation/${invitationId}/refused`;
      await sendOnce(db, organization, mailer, mailOf(id, to.email, refusalLetter(to, refused, page)));
    },
  };
}
