import type { EvidencedRemoval } from '../../prisma/queries/evidence-packs/removals.ts';
import { itemKinds } from '../../rules/removals/items.ts';
import { type OfferedCount, offeredItems } from '../../rules/removals/offers.ts';
import { certifiedIn, type Certified, type Entry } from './entry.ts';
import { duration, type Html, html, instant, page, table } from './html.ts';
import type { PackAsked } from './pack.ts';

/** All about one removal. */
export function removalPage({ organization }: PackAsked, removal: EvidencedRemoval, entry: Entry): string {
  const certified = certifiedIn(removal.certificate);
  return page(
    `Removal of ${entry.name}`,
    html`<p><a href="../index.html">Removals of ${organization.name}</a></p>
<h1>Removal of ${entry.name}: ${entry.verdict}</h1>
${facts(removal, entry)}
${exceptions(removal, certified)}
${steps(removal)}
${counts(removal)}
${handOvers(removal)}
${firstRuns(certified)}
${followUps(removal)}
${doors(certified)}
${removal.certificate === null ? '' : html`<p><a href="../certificates/${removal.id}.jws">The signed certificate</a> (JWS)</p>`}`,
  );
}

function facts({ member, reason, ...removal }: EvidencedRemoval, entry: Entry): Html {
  const rows: readonly (readonly [string, string])[] = [
    ['Who', `${entry.name}, ${entry.relationship}, ${member.id}`],
    ['Today', member.pseudonym === null ? member.status : `${member.status}, erased`],
    ['Asked for by', `${entry.requestedBy}, ${removal.requestedBy.id}`],
    ['Reason', reason],
    ['For cause', removal.forCause ? 'yes' : 'no'],
    ['Ending', removal.ending],
    ['Told', instant(entry.toldAt)],
    ['Effective', `${instant(removal.effectiveAt)}, set in ${removal.timeZone}`],
    ['Shut', `${instant(entry.shutAt)}${removal.adoptedSuspension ? ', by a suspension before the removal' : ''}`],
    ['Shut after', duration(entry.shutAfterMs)],
    ['Ended', instant(entry.endedAt)],
    ['Reinstated', instant(entry.reinstatedAt)],
    ['Removal', removal.id],
  ];
  return html`<table><tbody>
${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}</tbody></table>`;
}

function exceptions({ steps, status }: EvidencedRemoval, certified: Certified | null): Html {
  const blocked = steps.filter((step) => step.status === 'blocked' && status !== 'cancelled');
  const rows =
    certified === null
      ? blocked.map(({ step, failure }) => [`step:${step}`, `blocked: ${nameOf(failure)}`])
      : certified.notProven.map(({ what, reason }) => [what, reason]);
  return table(
    'Exceptions, and what is not proven',
    ['What', 'Why'],
    rows,
    certified === null ? 'None so far; there is no certificate yet.' : 'None: the certificate is proven.',
  );
}

const nameOf = (failure: unknown): string => (failure as { name?: string } | null)?.name ?? 'unknown';

function steps(removal: EvidencedRemoval): Html {
  const rows = removal.steps.map(({ step, status, startedAt, endedAt, reason }) => [
    step,
    status,
    instant(startedAt),
    instant(endedAt),
    duration(startedAt === null || endedAt === null ? null : endedAt.getTime() - startedAt.getTime()),
    reason,
  ]);
  return table('Steps', ['Step', 'Status', 'Began', 'Ended', 'Took', 'Why skipped'], rows, 'None has begun.');
}

function counts(removal: EvidencedRemoval): Html {
  const rows = Object.entries(itemKinds).flatMap(([kind, { title, action }]) => {
    const of = removal.counts.get(kind as keyof typeof itemKinds);
    return of === undefined ? [] : [[title, action, of.done, of.skipped, of.open]];
  });
  return table('What was done', ['They', 'Action', 'Done', 'Skipped', 'Open'], rows, 'They held nothing.');
}

/** Whom it was offered to in the notice period, and what they said. */
function handOvers({ offers }: EvidencedRemoval): Html {
  const rows = offers.map(({ successor, status, bySilence, counts, offeredAt, answeredAt, reason, redirectedTo }) => [
    successor.name,
    offeredItems(counts as unknown as OfferedCount[]),
    instant(offeredAt),
    `${status}${redirectedTo === null ? '' : ` to ${redirectedTo.name}`}${bySilence ? ', by silence' : ''}`,
    instant(answeredAt),
    reason,
  ]);
  const heads = ['Offered to', 'Things', 'Offered', 'Answer', 'Answered', 'In their words'];
  return table('What successors said', heads, rows, 'Nobody was asked.');
}

/** As it was certified: nothing waits for a run that comes next month. */
function firstRuns(certified: Certified | null): Html {
  const { allowed, refused, notYet } = certified?.firstRuns ?? { allowed: 0, refused: 0, notYet: 0 };
  const rows = allowed + refused + notYet === 0 ? [] : [[allowed, refused, notYet]];
  return table(
    'First runs of what was handed over',
    ['Allowed', 'Refused', 'Not seen yet'],
    rows,
    'None was certified.',
  );
}

function followUps(removal: EvidencedRemoval): Html {
  const rows = removal.followUps.map((one) => [
    html`${one.kind}${one.provider === null ? '' : `, ${one.provider}`}<br><span class="id">${one.itemKey}</span>`,
    one.status,
    one.owner.name,
    instant(one.dueAt),
    instant(one.endedAt),
    one.attestedBy?.name ?? (one.status === 'done' ? 'proved by the machine' : '–'),
    html`${one.attestation}${one.evidence === null ? '' : html`<br>${one.evidence}`}${one.files.map(({ name, sha256 }) => html`<br>${name} <span class="id">SHA-256 ${sha256}</span>`)}`,
  ]);
  const heads = ['What', 'Status', 'Owner', 'Due', 'Closed', 'Attested by', 'In their words, and evidence'];
  return table('Follow-ups', heads, rows, 'None was needed.');
}

function doors(certified: Certified | null): Html {
  const rows = (certified?.doors ?? []).map(({ door, objectId, result, answer, at }) => [
    html`${door}<br><span class="id">${objectId}</span>`,
    result,
    answer,
    instant(at),
  ]);
  return table('Every way in, tried at the end', ['Way in', 'Result', 'Answer', 'Tried'], rows, 'Not tried.');
}
