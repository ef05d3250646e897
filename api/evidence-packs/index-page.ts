import { duration, type Html, html, instant, page, table } from './html.ts';
import type { EvidencedSuspension } from '../../prisma/queries/evidence-packs/suspensions.ts';
import type { Entry } from './entry.ts';
import type { PackAsked } from './pack.ts';
import { suspensionsTable } from './suspensions-page.ts';

/** The pack's first page: how many, who, how to verify it. */
export function indexPage(
  { organization, from, to, now, madeFor }: PackAsked,
  entries: readonly Entry[],
  suspensions: readonly EvidencedSuspension[],
): string {
  const count = (like: (entry: Entry) => boolean) => String(entries.filter(like).length);
  const proven = count(({ verdict }) => verdict === 'proven');
  const notProven = count(({ verdict }) => verdict === 'not proven');
  const cancelled = count(({ verdict }) => verdict === 'cancelled');
  const others = count(({ verdict }) => !['proven', 'not proven', 'cancelled'].includes(verdict));
  const slowest = Math.max(...entries.flatMap(({ shutAfterMs }) => shutAfterMs ?? []));
  return page(
    `Removals of ${organization.name}`,
    html`<h1>Removals of ${organization.name}</h1>
<p>Everyone whose removal took effect, or was to, from ${instant(from)} until before ${instant(to)}. Made ${instant(now)} for ${madeFor} by Doorward. Names are as they are today; who was erased
is named by a pseudonym.</p>
${table(
  'In all',
  ['Removals', 'Proven', 'Not proven', 'Not finished', 'Cancelled', 'Longest from the effective instant until shut'],
  [[entries.length, proven, notProven, others, cancelled, Number.isFinite(slowest) ? duration(slowest) : '–']],
  '',
)}
${table(
  'Who',
  ['Name', 'Told', 'Effective', 'Shut', 'Shut after', 'Ended', 'Result', 'Exceptions', 'Follow-ups open'],
  entries.map((entry) => [
    html`<a href="${entry.page}">${entry.name}</a>`,
    instant(entry.toldAt),
    instant(entry.effectiveAt),
    instant(entry.shutAt),
    duration(entry.shutAfterMs),
    instant(entry.endedAt),
    html`${entry.verdict === 'not proven' ? html`<span class="bad">not proven</span>` : entry.verdict}${entry.reinstatedAt === null ? '' : `, reinstated ${instant(entry.reinstatedAt)}`}`,
    entry.notProven,
    entry.followUpsOpen,
  ]),
  'In this period nobody left.',
)}
${suspensionsTable(suspensions, new Set(entries.map(({ id }) => id)))}
${howToVerify}`,
  );
}

const howToVerify: Html = html`<h2>How to verify this pack</h2>
<p>Each certificate in <code>certificates/</code> and the list of all files, <code>manifest.jws</code>, is signed (Ed25519). Fetch the public keys from <code>/.well-known/jwks.json</code> of the Doorward
that it came from, at another time or from whoever keeps them: those in this pack, like the verifiers in it, only prove that the pack agrees with itself. Then:</p>
<pre>python3 verify-evidence.py PACK.zip KEYS.json</pre>
<p>With nothing but a shell: <code>sha256sum -c SHA256SUMS</code> in the unpacked folder.</p>`;
