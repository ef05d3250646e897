import { claimEmergencies, emergenciesTold } from '../../prisma/commands/sso-connections/emergency.ts';
import { adminAddressees } from '../../prisma/queries/members/addressees.ts';
import {
  type EmergenciesToTell,
  emergenciesToTell,
  organizationsWithEmergencies,
} from '../../prisma/queries/sso-connections/emergencies.ts';
import { emergencyMinutes } from '../../rules/sso/sign-in.ts';
import { type Letter, mailOf } from '../mails/letter.ts';
import { sendUnlessRefused } from '../mails/send-once.ts';
import { mostNotices, tellEach, type Telling } from '../mails/tell-each.ts';
import { instantInWords } from '../mails/words.ts';

const MOST_IN_A_MAIL = 20;

/**
 * Tells the admins of every organization who came in past the sign-in that is enforced: one mail of all since the last, minutes apart. What could not be told is due again a minute later; a mail that went out
 * before does not go out again.
 * @param trouble hears what went wrong
 * @returns how many organizations were told
 */
export async function tellEmergencies(telling: Telling, now: Date, trouble: (error: unknown) => void): Promise<number> {
  const due = await organizationsWithEmergencies(telling.db, { now, limit: mostNotices });
  return await tellEach(due, (organization) => tell(telling, organization, now), trouble);
}

async function tell({ db, mailer, url }: Telling, organization: string, now: Date): Promise<boolean> {
  const ids = await claimEmergencies(db, organization, now);
  const latest = ids.at(-1);
  if (latest === undefined) return false;
  const found = await emergenciesToTell(db, organization, ids);
  for (const to of await adminAddressees(db, organization)) {
    const letter = letterTo(to, found, `${url}/o/${organization}/audit-entries`);
    const mail = mailOf(`sso-emergency/${latest}/${to.memberId}`, to.email, letter);
    await sendUnlessRefused(db, organization, mailer, mail);
  }
  await emergenciesTold(db, { organization, ids }, now);
  return true;
}

function letterTo(to: { name: string }, { organizationName, who }: EmergenciesToTell, page: string): Letter {
  const names = [...new Set(who.map(({ memberName }) => memberName))];
  const times = who.map(({ memberName, at }) => `${memberName} on ${instantInWords(at)}`);
  const more = who.length > MOST_IN_A_MAIL ? [`and ${who.length - MOST_IN_A_MAIL} times more`] : [];
  return {
    subject: `${names.length === 1 ? names[0] : `${names.length} admins`} came into ${organizationName} without its sign-in`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `Into ${organizationName} came, by a mailed sign-in and past the SSO that it enforces, as an admin may in an emergency: ${[...times.slice(0, MOST_IN_A_MAIL), ...more].join('; ')}. Each is good for ${emergencyMinutes} minutes.`,
      'Why stands in the audit. If nobody expected it, suspend them and look at what they changed.',
    ],
    button: { label: 'Open the audit', url: page },
  };
}
