import { createHash, randomBytes } from 'node:crypto';
import type { Personal, PersonalReference, PersonalValues as Values } from '../../rules/audit/entry.ts';
import { canonicalJson } from '../../rules/canonical-json.ts';
import type { Transaction } from '../client.ts';
import { open, seal } from './box.ts';
import type { Secrets } from './secrets.ts';

const SALT = 32;
const MOST_KEYS = 10_000;
const KEY_MS = 600_000;

/** What opens a box of personal values, and proves it: SHA-256(salt | text in UTF-8) is the commitment. */
export interface OpenedValues {
  salt: Uint8Array;
  /** canonical JSON, as it was committed to */
  text: string;
}

/** Personal values of the audit, each person's in one organization under a key of their own (decision 30). One per process. */
export interface PersonalValues {
  /** Keeps values apart and says what the chain may have of them. Of an erased person nothing is kept. */
  keep(tx: Transaction, organization: string, personal: readonly Personal[]): Promise<PersonalReference[]>;
  /** The keys of these people that are not destroyed: never from memory, so that what was erased can't be read from that instant on. */
  keysOf(tx: Transaction, organization: string, subjects: readonly string[]): Promise<Map<string, Uint8Array>>;
}

export function personalValues(secrets: Secrets): PersonalValues {
  const known = new Map<string, { key: Uint8Array; until: number }>();
  const keysOf = async (tx: Transaction, organizationId: string, subjects: readonly string[]) => {
    const where = { organizationId, subjectId: { in: [...subjects] } };
    const rows = await tx.auditKey.findMany({ where, select: { subjectId: true, box: true } });
    const there = rows.flatMap(({ subjectId, box }) => (box === null ? [] : [{ subjectId, box }]));
    const boxes = there.map(({ subjectId, box }) => ({ place: keyPlace(subjectId), box }));
    const opened = await secrets.openAll(tx, organizationId, boxes);
    const keys = new Map(there.map(({ subjectId }, i) => [subjectId, Buffer.from(opened[i] ?? '', 'base64')]));
    return { keys, destroyed: rows.length - there.length, rows: new Set(rows.map(({ subjectId }) => subjectId)) };
  };
  const make = async (tx: Transaction, organizationId: string, subjectId: string) => {
    const key = randomBytes(32);
    const box = await secrets.seal(tx, organizationId, keyPlace(subjectId), key.toString('base64'));
    const { count } = await tx.auditKey.createMany({
      data: [{ organizationId, subjectId, box }],
      skipDuplicates: true,
    });
    return count > 0 ? key : (await keysOf(tx, organizationId, [subjectId])).keys.get(subjectId);
  };
  /** For writing, a key that was read lately will do: what is sealed with a destroyed one can't be opened either. */
  const writingKeys = async (tx: Transaction, organization: string, subjects: readonly string[]) => {
    const now = Date.now();
    const keys = new Map<string, Uint8Array>();
    for (const subject of subjects) {
      const found = known.get(`${organization}/${subject}`);
      if (found !== undefined && found.until > now) keys.set(subject, found.key);
    }
    const unknown = subjects.filter((subject) => !keys.has(subject));
    if (unknown.length === 0) return keys;
    const read = await keysOf(tx, organization, unknown);
    if (known.size + unknown.length > MOST_KEYS) known.clear();
    for (const [subject, key] of read.keys) {
      keys.set(subject, key);
      known.set(`${organization}/${subject}`, { key, until: now + KEY_MS });
    }
    for (const subject of unknown.filter((one) => !read.rows.has(one)).sort()) {
      const key = await make(tx, organization, subject); // not remembered: this transaction may be undone
      if (key !== undefined) keys.set(subject, key);
    }
    return keys;
  };
  return {
    keysOf: async (tx, organization, subjects) => (await keysOf(tx, organization, subjects)).keys,
    keep: async (tx, organizationId, personal) => {
      const given = personal.map(({ of, values }) => ({ of, values: onlyGiven(values) }));
      const some = given.filter(({ values }) => Object.keys(values).length > 0);
      if (some.length === 0) return [];
      const keys = await writingKeys(tx, organizationId, [...new Set(some.map(({ of }) => of))]);
      const rows: { organizationId: string; subjectId: string; commitment: Bytes; box: Bytes }[] = [];
      const references = some.map(({ of, values }): PersonalReference => {
        const fields = Object.keys(values).sort();
        const key = keys.get(of);
        if (key === undefined) return { of, fields };
        const { commitment, box } = sealValues(key, organizationId, of, values);
        rows.push({ organizationId, subjectId: of, commitment, box });
        return { of, fields, commitment: Buffer.from(commitment).toString('hex') };
      });
      if (rows.length > 0) await tx.auditValue.createMany({ data: rows });
      return references;
    },
  };
}

type Bytes = Uint8Array<ArrayBuffer>;
const keyPlace = (subject: string) => ({ table: 'audit_keys', row: subject, column: 'box' }) as const;
const place = (organization: string, subject: string, commitment: Uint8Array): string =>
  `${organization}:audit_values:${subject}:${Buffer.from(commitment).toString('hex')}`;

function onlyGiven(values: Values): { [field: string]: string } {
  const given = Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(given.map(([field, value]) => [field, value.replace(/[\uD800-\uDFFF]/gu, '\uFFFD')]));
}

function sealValues(key: Uint8Array, organization: string, of: string, values: { [field: string]: string }) {
  const salt = randomBytes(SALT);
  const text = Buffer.from(canonicalJson(values), 'utf8');
  const plain = Buffer.concat([salt, text]);
  const commitment: Bytes = new Uint8Array(createHash('sha256').update(plain).digest());
  return { commitment, box: seal(key, 1, plain, place(organization, of, commitment)) };
}

/** @throws Error when key, place or box are not those that belong together */
export function openValues(
  key: Uint8Array,
  { organization, of, commitment, box }: { organization: string; of: string; commitment: Uint8Array; box: Uint8Array },
): OpenedValues {
  const plain = open(key, box, place(organization, of, commitment));
  return { salt: plain.subarray(0, SALT), text: Buffer.from(plain.subarray(SALT)).toString('utf8') };
}
