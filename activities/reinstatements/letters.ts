import { failures, type NamedFailure } from '../../rules/failures.ts';
import type { ReinstatementOutcome } from '../../rules/removals/reinstate.ts';
import { type ReinstatementStepName, reinstatementStepOf } from '../../rules/removals/reinstatement-steps.ts';
import type { Letter } from '../mails/letter.ts';

interface Place {
  /** base URL of the console */
  url: string;
  organization: string;
}
type Outcomes = { readonly [O in ReinstatementOutcome]: number };

const page = ({ url, organization }: Place, reinstatementId: string): string =>
  `${url}/o/${organization}/reinstatements/${reinstatementId}`;
const things = (count: number): string => `${count} ${count === 1 ? 'thing' : 'things'}`;

/** Nobody acted on a blocked step. */
export function blockedLetter(
  place: Place,
  to: { name: string },
  blocked: { reinstatementId: string; memberName: string; step: ReinstatementStepName; failure: NamedFailure },
): Letter {
  const { title, skippable } = reinstatementStepOf(blocked.step);
  return {
    subject: `The reinstatement of ${blocked.memberName} is blocked and waits for someone`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `The reinstatement of ${blocked.memberName} can't go on at the step “${title}”: ${failures[blocked.failure.name].says}.`,
      'No admin has acted within the time that your organization’s policy gives, so we tell you. Nothing was lost; they stay suspended until all is given back.',
      `In the console you can try the step again${skippable ? ', or go on without it and say why' : ''}.`,
    ],
    button: { label: 'Open the reinstatement', url: page(place, blocked.reinstatementId) },
  };
}

/** To who came back. */
export function backLetter(
  { url, organization }: Place,
  to: { name: string },
  { organizationName, outcomes }: { organizationName: string; outcomes: Outcomes },
): Letter {
  return {
    subject: `You are back in ${organizationName}`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `Your removal from ${organizationName} was undone, and you can sign in again. ${things(outcomes.restored)} of yours ${outcomes.restored === 1 ? 'is' : 'are'} as before.`,
      ...(outcomes.kept > 0
        ? [`${things(outcomes.kept)} stayed as others have changed ${outcomes.kept === 1 ? 'it' : 'them'} meanwhile.`]
        : []),
      ...(outcomes.impossible > 0
        ? [
            'Keys that ended stay ended, and consents that were revoked have to be given anew: make new ones where you need them.',
          ]
        : []),
    ],
    button: { label: 'Open the console', url: `${url}/o/${organization}` },
  };
}

/** To someone who had received something of theirs. */
export function receiverLetter(
  place: Place,
  to: { name: string },
  { memberName, items, reinstatementId }: { memberName: string; items: number; reinstatementId: string },
): Letter {
  return {
    subject: `${memberName} is back: what you took over from them is theirs again`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `The removal of ${memberName} was undone. ${things(items)} that you had received from them ${items === 1 ? 'is' : 'are'} theirs again.`,
      'What you, or someone else, had changed since has stayed as it is, and whatever you run goes on.',
    ],
    button: { label: 'Open the reinstatement', url: page(place, reinstatementId) },
  };
}

/** To who asked for it. */
export function endedLetter(
  place: Place,
  to: { name: string },
  ended: { memberName: string; outcomes: Outcomes; reinstatementId: string; back: boolean },
): Letter {
  const { restored, kept, impossible } = ended.outcomes;
  return {
    subject: `The reinstatement of ${ended.memberName} is completed`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      ended.back
        ? `${ended.memberName} is in again.`
        : `All is given back to ${ended.memberName}, who stays suspended, as before the removal or as someone has decided since: an admin can lift that.`,
      `Restored: ${restored}. Left as changed since: ${kept}. Not possible: ${impossible}. Each is listed with its reason.`,
    ],
    button: { label: 'Open the reinstatement', url: page(place, ended.reinstatementId) },
  };
}
