import type { Database } from '../../prisma/client.ts';
import { type ExportAsked, exportBounds, exportEntries } from '../../prisma/queries/audit-entries/export.ts';
import type { ReadAuditEntry } from '../../prisma/queries/audit-entries/list.ts';
import { readBody } from './body.ts';

const columns = [
  'sequence',
  'at',
  'action',
  'object',
  'objectId',
  'actor',
  'actorId',
  'actorName',
  'through',
  'throughId',
  'address',
  'agent',
  'requestId',
  'reason',
  'before',
  'after',
  'personal',
  'hash',
] as const;
type Row = { readonly [column in (typeof columns)[number]]?: unknown };

/** RFC 4180, with a header; the last record begins with `end`, and has how many there are and the head's hash: without it, it was cut off. */
export async function* csvOf(db: Database, organization: string, asked: ExportAsked): AsyncGenerator<string> {
  const { last, hash } = await exportBounds(db, organization, asked.after);
  yield `${columns.join(',')}\r\n`;
  let entries = 0;
  for await (const page of exportEntries(db, organization, { ...asked, last })) {
    yield page.map((entry) => record(rowOf(entry))).join('');
    entries += page.length;
  }
  yield record({ sequence: 'end', at: new Date().toISOString(), object: 'entries', objectId: entries, hash });
}

function rowOf({ sequence, body, hash, personal, actorName }: ReadAuditEntry): Row {
  const { at, action, object, objectId, actor, before, after, reason } = readBody(body);
  const read = new Map(personal.map(({ field, value }) => [field, value ?? 'erased']));
  const [address, agent] = [read.get('address'), read.get('agent')];
  read.delete('address');
  read.delete('agent');
  return {
    sequence,
    at,
    action,
    object,
    objectId,
    actor: actor.by === 'workflow' ? actor.workflowId : actor.by === 'system' ? actor.reason : 'member',
    actorId: actor.memberId ?? actor.onBehalfOf,
    actorName,
    through: actor.through ?? actor.by,
    throughId: actor.throughId,
    address,
    agent,
    requestId: actor.requestId,
    reason,
    before,
    after,
    personal: read.size === 0 ? undefined : Object.fromEntries(read),
    hash: Buffer.from(hash).toString('hex'),
  };
}

const record = (row: Row): string => `${columns.map((column) => cell(row[column])).join(',')}\r\n`;

/** What a spreadsheet would take for a formula is made text by an apostrophe (CSV injection, CWE-1236). */
function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /^[\w.:-]*$/.test(harmless) ? harmless : `"${harmless.replaceAll('"', '""')}"`;
}
