import type { EvidencedRemoval } from '../../prisma/queries/evidence-packs/removals.ts';

/** What a certificate says, as far as a pack shows it. */
export interface Certified {
  proven: boolean;
  notProven: { what: string; reason: string }[];
  suspendedAt: string | null;
  /** missing in certificates of earlier versions */
  firstRuns?: { allowed: number; refused: number; notYet: number };
  doors: { door: string; objectId: string; result: string; answer: string; at: string }[];
}

/** A line of the index. Instants are ISO 8601, UTC; durations milliseconds. */
export interface Entry {
  id: string;
  name: string;
  relationship: string;
  requestedBy: string;
  /** when the removal was asked for */
  toldAt: string;
  effectiveAt: string;
  /** when the way in was shut; null: not yet, or never */
  shutAt: string | null;
  endedAt: string | null;
  /** from the effective instant until the way in was shut: negative for an emergency before it */
  shutAfterMs: number | null;
  ending: string;
  forCause: boolean;
  /** `proven`, `not proven`, or where it stands */
  verdict: string;
  notProven: number;
  followUpsOpen: number;
  reinstatedAt: string | null;
  /** in the pack */
  page: string;
}

export function entryOf(removal: EvidencedRemoval): Entry {
  const { id, member, effectiveAt, reinstatements, followUps } = removal;
  const certified = certifiedIn(removal.certificate);
  const shutAt = shutAtOf(removal, certified);
  return {
    id,
    name: member.name,
    relationship: member.relationship,
    requestedBy: removal.requestedBy.name,
    toldAt: (removal.startedAt ?? removal.createdAt).toISOString(),
    effectiveAt: effectiveAt.toISOString(),
    shutAt: shutAt?.toISOString() ?? null,
    endedAt: removal.endedAt?.toISOString() ?? null,
    shutAfterMs: shutAt === null ? null : shutAt.getTime() - effectiveAt.getTime(),
    ending: removal.ending,
    forCause: removal.forCause,
    verdict: certified === null ? removal.status.replaceAll('_', ' ') : certified.proven ? 'proven' : 'not proven',
    notProven: certified?.notProven.length ?? 0,
    followUpsOpen: followUps.filter(({ status }) => status === 'open').length,
    reinstatedAt: reinstatements.at(-1)?.endedAt?.toISOString() ?? null,
    page: `removals/${id}.html`,
  };
}

/** As it was certified; else when its own step was done, or, when it adopted a suspension, since when they are suspended. */
function shutAtOf(removal: EvidencedRemoval, certified: Certified | null): Date | null {
  if (certified?.suspendedAt != null) return new Date(certified.suspendedAt);
  const step = removal.steps.find(({ step }) => step === 'suspend');
  if (step?.status !== 'done') return null;
  return removal.adoptedSuspension ? (removal.member.suspendedAt ?? step.endedAt) : step.endedAt;
}

/** The predicate of a certificate of ours, read from its payload. */
export function certifiedIn(certificate: string | null): Certified | null {
  if (certificate === null) return null;
  const payload = Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString('utf8');
  return (JSON.parse(payload) as { predicate: Certified }).predicate;
}

const columns = [
  'id',
  'name',
  'relationship',
  'requestedBy',
  'toldAt',
  'effectiveAt',
  'shutAt',
  'shutAfterMs',
  'endedAt',
  'ending',
  'forCause',
  'verdict',
  'notProven',
  'followUpsOpen',
  'reinstatedAt',
] as const satisfies readonly (keyof Entry)[];

/** The CSV's first record. */
export const header: readonly string[] = columns;
export const recordOf = (entry: Entry) => columns.map((column) => entry[column]);
