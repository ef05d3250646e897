import type { EvidencedSuspension } from '../../prisma/queries/evidence-packs/suspensions.ts';
import { type Html, html, instant, table } from './html.ts';

const columns = [
  'memberId',
  'name',
  'kind',
  'at',
  'by',
  'reason',
  'liftedAt',
  'liftedBy',
  'adoptedAt',
  'removalId',
] as const satisfies readonly (keyof EvidencedSuspension)[];

/** The CSV's first record. */
export const suspensionHeader: readonly string[] = columns;
export const suspensionRecord = (suspension: EvidencedSuspension) =>
  columns.map((column) => {
    const value = suspension[column];
    return value instanceof Date ? value.toISOString() : value;
  });

/**
 * Whom a person shut out at once, and what became of it.
 * @param pages ids of removals that have a page in the pack
 */
export function suspensionsTable(suspensions: readonly EvidencedSuspension[], pages: ReadonlySet<string>): Html {
  const rows = suspensions.map((one) => [
    html`${one.name}${one.kind === 'person' ? '' : ', service account'}<br><span class="id">${one.memberId}</span>`,
    instant(one.at),
    one.by ?? '–',
    one.reason,
    becameOf(one, pages),
  ]);
  const heads = ['Who', 'Shut', 'By', 'Why', 'What became of it'];
  return table('Suspended at once, without a removal', heads, rows, 'In this period nobody was.');
}

function becameOf(one: EvidencedSuspension, pages: ReadonlySet<string>): Html {
  const { adoptedAt, removalId, removalStatus, liftedAt, liftedBy } = one;
  const removal =
    removalId !== null && pages.has(removalId)
      ? html`<a href="removals/${removalId}.html">a removal</a>`
      : html`a removal`;
  const adopted =
    adoptedAt === null
      ? html``
      : html`Adopted ${instant(adoptedAt)} by ${removal} (${removalStatus}) <span class="id">${removalId}</span>`;
  const lifted = liftedAt === null ? html`` : html`Lifted ${instant(liftedAt)} by ${liftedBy ?? 'a process'}`;
  if (adoptedAt === null && liftedAt === null) return html`Still suspended, or ended otherwise`;
  return adoptedAt === null ? lifted : liftedAt === null ? adopted : html`${adopted}<br>${lifted}`;
}
