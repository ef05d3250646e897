import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { open, seal } from './box.ts';
import { keyFile } from './key-file.ts';

/** What wraps the organizations' keys: a file here, a KMS by another implementation. Key material that it wraps never leaves the process unwrapped. */
export interface MasterKey {
  /** of the key that wraps now */
  readonly id: string;
  wrap(key: Uint8Array, context: string): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws Error when this master key is not known here, or the wrapped key is not of this context */
  unwrap(wrapped: Uint8Array, masterKeyId: string, context: string): Promise<Uint8Array>;
  /** a key of its own for one purpose (a KMS: its HMAC). `masterKeyId`: from that one; by default the one that wraps. @throws Error when it is not known here */
  derive(purpose: string, masterKeyId?: string): Promise<Uint8Array>;
}

const FILE = /^master-(\d+)\.key$/;

/** Master keys as files `master-1.key`, `master-2.key`, … in a folder: the highest wraps, all unwrap. The first is made when there is none. */
export function masterKeyInFolder(folder: string): MasterKey {
  const found = existsSync(folder) ? readdirSync(folder).flatMap((name) => FILE.exec(name)?.[1] ?? []) : [];
  const numbers = found.length > 0 ? found.map(Number).sort((a, b) => a - b) : [1];
  const keys = new Map(numbers.map((number) => [`file:${number}`, read(folder, number)]));
  const newest = `file:${numbers.at(-1)}`;
  const keyOf = (id: string): Buffer => {
    const key = keys.get(id) ?? comeSince(id);
    if (key === undefined) throw new Error(`the master key ${id} is not in ${folder}`);
    return key;
  };
  /** One that was put there after this process began: a rotation stops nobody. */
  const comeSince = (id: string): Buffer | undefined => {
    const number = Number(/^file:([1-9]\d*)$/.exec(id)?.[1]);
    if (!existsSync(path.join(folder, nameOf(number)))) return undefined;
    const key = read(folder, number);
    keys.set(id, key);
    return key;
  };
  return {
    id: newest,
    wrap: async (key, context) => seal(keyOf(newest), 0, key, context),
    unwrap: async (wrapped, id, context) => open(keyOf(id), wrapped, context),
    derive: async (purpose, id = newest) => createHmac('sha256', keyOf(id)).update(purpose).digest(),
  };
}

/** Makes the next master key in a folder: from now on it wraps. @returns its id */
export function nextMasterKey(folder: string): string {
  const [, number = '0'] = masterKeyInFolder(folder).id.split(':');
  read(folder, Number(number) + 1);
  return masterKeyInFolder(folder).id;
}

const nameOf = (number: number): string => `master-${number}.key`;

function read(folder: string, number: number): Buffer {
  const name = nameOf(number);
  const key = Buffer.from(
    keyFile(folder, name, () => `${randomBytes(32).toString('base64')}\n`),
    'base64',
  );
  if (key.length !== 32) throw new Error(`${name} in ${folder} is not 32 bytes in base64`);
  return key;
}
