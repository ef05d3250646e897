import { claimEmergency, emergencyTold } from '../../prisma/commands/sso-connections/emergency.ts';
import { adminAddressees } from '../../prisma/queries/members/addressees.ts';
import {
  emergenciesToTell,
  type EmergencyToTell,
  emergencyToTell,
} from '../../prisma/queries/sso-connections/emergencies.ts';
import { Failure } from '../../rules/failures.ts';
import { emergencyMinutes } from '../../rules/sso/sign-in.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { type Letter, mailOf } from '../mails/letter.ts';
import { sendOnce } from '../mails/send-once.ts';
import { instantInWords } from '../mails/words.ts';

const MOST = 100;

type Telling = Pick<ActivityDependencies, 'db' | 'mailer' | 'url'>;

/**
 * Tells the admins of every organization who came in past the sign-in that is enforced. What could not be told is due again a minute later; a mail that went out before does not go out again.
 * @param trouble hears what went wrong
 * @returns how many emergencies were told
 */
export async function tellEmergencies(telling: Telling, now: Date, trouble: (error: unknown) => void): Promise<number> {
  let told = 0;
  for (const emergency of await emergenciesToTell(telling.db, { now, limit: MOST })) {
    try {
      if (await tell(telling, emergency, now)) told += 1;
    } catch (error) {
      trouble(error);
    }
  }
  return told;
}

async function tell(
  { db, mailer, url }: Telling,
  emergency: { organization: string; id: string },
  now: Date,
): Promise<boolean> {
  if (!(await claimEmergency(db, emergency, now))) return false;
  const { organization, id } = emergency;
  const found = await emergencyToTell(db, organization, id);
  for (const to of await adminAddressees(db, organization)) {
    const letter = letterTo(to, found, `${url}/o/${organization}/audit-entries`);
    try {
      await sendOnce(db, organization, mailer, mailOf(`sso-emergency/${id}/${to.memberId}`, to.email, letter));
    } catch (error) {
      if (!(error instanceof Failure && error.name === 'mail-refused')) throw error; // an address that takes none must not keep it from the others
    }
  }
  await emergencyTold(db, emergency, now);
  return true;
}

function letterTo(to: { name: string }, { memberName, organizationName, at }: EmergencyToTell, page: string): Letter {
  return {
    subject: `${memberName} came into ${organizationName} without its sign-in`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `On ${instantInWords(at)} ${memberName} came into ${organizationName} by a mailed sign-in, past the SSO that it enforces, as an admin may in an emergency. It is good for ${emergencyMinutes} minutes.`,
      'Why stands in the audit. If nobody expected it, suspend them and look at what they changed.',
    ],
    button: { label: 'Open the audit', url: page },
  };
}
