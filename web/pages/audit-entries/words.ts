import { humanize } from '../../components/words.ts';
import type { Schema } from '../../client.ts';

type AuditEntry = Schema<'AuditEntry'>;

const throughWords: Readonly<Record<string, string>> = {
  session: 'Console session',
  'api-key': 'API key',
  'mailed-link': 'Mailed link',
  workflow: 'Workflow',
  system: 'Set-up',
};

/** Who did it; a workflow in its own right has nobody. */
export function whoOf({ actor, actorName }: AuditEntry): string {
  if (actor['by'] === 'member') return actorName ?? 'A member';
  const by = actor['by'] === 'workflow' ? 'Workflow' : 'Set-up';
  return actorName === null ? by : `${by} for ${actorName}`;
}

/** By what: a session, an API key, a mailed link, a workflow. */
export function throughOf({ actor }: AuditEntry): string {
  const through = String(actor['through'] ?? actor['by']);
  return throughWords[through] ?? humanize(through);
}

const isOrigin = (actor: AuditEntry['actor'], { of, field }: AuditEntry['personal'][number]): boolean =>
  (field === 'address' || field === 'agent') && (actor['by'] !== 'member' || of === actor['memberId']);

type Kept = { is: 'absent' } | { is: 'erased' } | { is: 'kept'; value: string };

/** From where, kept apart from the chain: the actor's `address` or `agent`, or where no member acted, whoever's. */
export function originOf({ actor, personal }: AuditEntry, field: 'address' | 'agent'): Kept {
  const found = personal.find((one) => one.field === field && isOrigin(actor, one));
  if (found === undefined) return { is: 'absent' };
  return found.value === null ? { is: 'erased' } : { is: 'kept', value: found.value };
}

/** From where, in one line. */
export function fromWhere(entry: AuditEntry): string {
  const address = originOf(entry, 'address');
  if (address.is === 'absent') return throughOf(entry);
  return address.is === 'erased' ? 'Erased' : address.value;
}

/** Names, texts and addresses that the entry is about; the actor's own origin stands apart. */
export function personalOf({ actor, personal }: AuditEntry): AuditEntry['personal'] {
  return personal.filter((one) => !isOrigin(actor, one));
}

export interface ChangedField {
  field: string;
  before: string;
  after: string;
}

/** Field by field: what was there before, and after. What is not there is a dash. */
export function changesOf({ before, after }: AuditEntry): ChangedField[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].map((field) => ({
    field: humanize(field),
    before: shown(old.get(field)),
    after: shown(now.get(field)),
  }));
}

function fieldsOf(value: unknown): Map<string, unknown> {
  if (value === undefined || value === null) return new Map();
  return typeof value === 'object' && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : new Map([['value', value]]);
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
