import type { CaretakerToTell } from '../../prisma/queries/caretakers/due.ts';
import type { Letter } from '../mails/letter.ts';
import { instantInWords } from '../mails/words.ts';

/** To who acts for the leaver. `over`: the caretaker's time has ended before anybody could be told. */
export function caretakerEndingLetter(
  to: { name: string },
  { leaverName, organizationName, automation, removalId }: CaretakerToTell,
  { until, over, page }: { until: Date; over: boolean; page: string },
): Letter {
  const [count, runs, them] =
    automation === 1 ? ['1 resource', 'runs', 'it'] : [`${automation} resources`, 'run', 'them'];
  const when = instantInWords(until);
  const removing = removalId !== null;
  return {
    subject: over ? `What ran as ${leaverName} has stopped` : `What ran as ${leaverName} stops soon`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `${leaverName} is suspended in ${organizationName}, and ${count} that ran as them ${runs} as the caretaker.`,
      over
        ? `Its time ended on ${when}. Since then ${automation === 1 ? 'it is' : 'they are'} refused.`
        : `The caretaker stands in until ${when}. From then on ${automation === 1 ? 'it is' : 'they are'} refused.`,
      removing
        ? `The removal of ${leaverName} is not done. See what it waits for: with the hand-over, successors run ${them}.`
        : `Decide before: reactivate ${leaverName}, remove them, which hands ${them} over, or transfer ${them} by hand. Nothing is deleted.`,
    ],
    button: { label: removing ? 'Open the removal' : `Open ${leaverName}`, url: page },
  };
}
