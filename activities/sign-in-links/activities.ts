import { signInMail } from '../../prisma/queries/sessions/sign-in-mail.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { type Letter, mailOf } from '../mails/letter.ts';
import { instantInWords } from '../mails/words.ts';
import type { SignInLinkActivities } from './contract.ts';

export function signInLinkActivities({ db, secrets, mailer, url }: ActivityDependencies): SignInLinkActivities {
  return {
    async mailSignInLink({ signInLinkId, now }) {
      const mail = await signInMail(db, secrets, { signInLinkId, now: new Date(now) });
      if (mail === null) return;
      // a person belongs to no organization, so there is no receipt: a repeated mail has the same Message-ID, link and code
      await mailer.send(mailOf(`sign-in-link/${signInLinkId}`, mail.email, letter(mail, url)));
    },
  };
}

function letter({ token, code, expiresAt }: { token: string; code: string; expiresAt: Date }, url: string): Letter {
  return {
    subject: 'Your sign-in link',
    greeting: 'Hello,',
    paragraphs: [
      `The link opens a page where you sign in with a button. It works once, until ${instantInWords(expiresAt)}.`,
      `On another device, type this code instead: ${code}`,
      'If you didn’t ask for it, leave it: nobody gets in without this mail.',
    ],
    button: { label: 'Sign in', url: `${url}/sign-in#${token}` },
  };
}
