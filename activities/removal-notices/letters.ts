import type { RefusedRuns } from '../../prisma/queries/removal-notices/due.ts';
import type { Letter } from '../mails/letter.ts';

/**
 * With what to do: to as whom it runs, or who answers for that service account (`theirs`); and to the custodian.
 * @param page theirs: where they see it; else the removal
 */
export function refusedRunsLetter(
  to: { memberId: string; name: string },
  { runsAsId, runsAsName, leaverName, count, refused }: RefusedRuns,
  { theirs, page }: { theirs: boolean; page: string },
): Letter {
  const whose = to.memberId === runsAsId ? 'you' : runsAsName;
  const what = count === 1 ? `“${refused[0]?.name}”` : `${count} automations`;
  const it = count === 1 ? 'it' : 'them';
  const more = count - refused.length;
  return {
    subject: `Refused when first run after ${leaverName}: ${what}`,
    greeting: `Hello ${to.name},`,
    paragraphs: [
      `What ran as ${leaverName} was handed over, to run as ${whose}. The access rules refused ${what} at the first run since, and will again until somebody acts.`,
      ...refused.map(({ name, because }) => (because === null ? `“${name}”` : `“${name}”: ${because}`)),
      ...(more > 0 ? [`And ${more} more.`] : []),
      theirs
        ? `Ask an admin, or whoever may share what is missing, to give ${whose} access to what ${count === 1 ? 'it uses' : 'they use'}.`
        : `Give ${whose} access to what ${count === 1 ? 'it uses' : 'they use'}, or let ${it} run as somebody else.`,
    ],
    button: { label: theirs ? `Look at ${it}` : 'Open the removal', url: page },
  };
}
