import { randomBytes } from 'node:crypto';
import type { Transaction } from '../client.ts';
import { keyVersionOf, open, seal } from './box.ts';
import { cursorOf, isMac, partsOf } from './cursors.ts';
import { codeHashOf, codeOf, type LinkPurpose, tokenOf } from './links.ts';
import { type MasterKey, masterKeyInFolder } from './master-key.ts';

/** Where a sealed value is kept: it opens nowhere else. */
export interface Place {
  table:
    | 'credentials'
    | 'grants'
    | 'resource_kinds'
    | 'receipts'
    | 'idempotency_keys'
    | 'audit_keys'
    | 'webhook_secrets'
    | 'evidence_files'
    | 'oauth_clients'
    | 'sso_connections'
    | 'sso_sign_ins'
    | 'consent_requests';
  row: string;
  column: string;
}

/** Sealed values, each organization under a key of its own (design, Activities and data), and the tokens of mailed links. */
export interface Secrets {
  /** a new organization's first key: the row to insert */
  firstKey(organization: string): Promise<{ version: number; masterKeyId: string; wrapped: Uint8Array<ArrayBuffer> }>;
  seal(tx: Transaction, organization: string, place: Place, plain: string): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws Error when the box is not this place's */
  open(tx: Transaction, organization: string, place: Place, box: Uint8Array): Promise<string>;
  /** The same for many, with each key of the organization unwrapped once. */
  openAll(
    tx: Transaction,
    organization: string,
    boxes: readonly { place: Place; box: Uint8Array }[],
  ): Promise<string[]>;
  /** The token of a mailed link: the same for the same link each time, unguessable without the master key. `organization` is '' for a sign-in. */
  linkToken(purpose: LinkPurpose, organization: string, id: string, version: number): string;
  /** The eight digits that can be typed instead of following a link. */
  linkCode(purpose: LinkPurpose, organization: string, id: string, version: number): string;
  /** how such a code, typed for the link `id`, is kept and compared */
  linkCodeHash(id: string, code: string): Uint8Array<ArrayBuffer>;
  /** A cursor to go on from a position in a list. `place`: which list, of whom, as whom. */
  cursor(place: string, position: string): string;
  /** The position of a cursor of this place; undefined for a forged one, one of another place, and one under a master key that is gone. */
  openCursor(place: string, cursor: string): Promise<string | undefined>;
}

const CURSORS = 'cursors of lists';

export const openSecrets = (folder: string): Promise<Secrets> => secretsUnder(masterKeyInFolder(folder));

export async function secretsUnder(master: MasterKey): Promise<Secrets> {
  const linkKey = await master.derive('mailed links');
  const cursorKey = await master.derive(CURSORS);
  const keyOf = async (tx: Transaction, organizationId: string, version?: number) => {
    const row = await tx.organizationKey.findFirstOrThrow({
      where: { organizationId, ...(version === undefined ? {} : { version }) },
      orderBy: { version: 'desc' },
    });
    const context = contextOf(organizationId, row.version);
    return { version: row.version, key: await master.unwrap(row.wrapped, row.masterKeyId, context) };
  };
  return {
    firstKey: async (organization) => {
      const wrapped = await master.wrap(randomBytes(32), contextOf(organization, 1));
      return { version: 1, masterKeyId: master.id, wrapped };
    },
    seal: async (tx, organization, place, plain) => {
      const { key, version } = await keyOf(tx, organization);
      return seal(key, version, Buffer.from(plain, 'utf8'), addressOf(organization, place));
    },
    open: async (tx, organization, place, box) => {
      const { key } = await keyOf(tx, organization, keyVersionOf(box));
      return Buffer.from(open(key, box, addressOf(organization, place))).toString('utf8');
    },
    openAll: async (tx, organization, boxes) => {
      const keys = new Map<number, Uint8Array>();
      for (const version of new Set(boxes.map(({ box }) => keyVersionOf(box))))
        keys.set(version, (await keyOf(tx, organization, version)).key);
      return boxes.map(({ place, box }) => {
        const key = keys.get(keyVersionOf(box)) ?? new Uint8Array();
        return Buffer.from(open(key, box, addressOf(organization, place))).toString('utf8');
      });
    },
    linkToken: (...link) => tokenOf(linkKey, ...link),
    linkCode: (...link) => codeOf(linkKey, ...link),
    linkCodeHash: (id, code) => codeHashOf(linkKey, id, code),
    cursor: (place, position) => cursorOf(cursorKey, master.id, place, position),
    openCursor: async (place, cursor) => {
      const parts = partsOf(cursor);
      if (parts === undefined) return undefined;
      const { masterKeyId, mac, position } = parts;
      // another process may have a newer one already, and a reader of events may keep its place for long
      const key = await (masterKeyId === master.id
        ? cursorKey
        : master.derive(CURSORS, masterKeyId).catch(() => undefined));
      return key !== undefined && isMac(key, place, position, mac) ? position : undefined;
    },
  };
}

/** What a wrapped key of an organization is bound to: it unwraps in no other place. */
export const contextOf = (organization: string, version: number): string =>
  `organization-key:${organization}:${version}`;
const addressOf = (organization: string, { table, row, column }: Place): string =>
  `${organization}:${table}:${row}:${column}`;
