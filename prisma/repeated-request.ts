import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from './client.ts';
import { once } from './receipt.ts';
import type { Secrets } from './secrets/secrets.ts';

/** A request that its client may send again, because no answer reached it. */
export interface RepeatedRequest {
  /** the same in every attempt: `http/{member}/{key}/{when it was first sent}` */
  key: string;
  secrets: Secrets;
}

interface Attempt extends RepeatedRequest {
  commands: number;
}
const attempts = new AsyncLocalStorage<Attempt>();

/**
 * Runs an attempt at a request. What its commands did in an attempt that died before it answered is not done again: each command's transaction leaves
 * a receipt with the command's result, sealed. Of a result that comes from a receipt, instants are strings.
 */
export function attempting<T>(request: RepeatedRequest, work: () => T): T {
  return attempts.run({ ...request, commands: 0 }, work);
}

/** Makes an effect a part of the attempt that it runs in, if any. Call it outside the transaction, and the result inside. */
export function partOfAttempt(): <T>(tx: Transaction, organization: string, effect: () => Promise<T>) => Promise<T> {
  const attempt = attempts.getStore();
  if (attempt === undefined) return (_tx, _organization, effect) => effect();
  const { secrets } = attempt;
  const row = `${attempt.key}/${attempt.commands++}`;
  const place = { table: 'receipts', row, column: 'result' } as const;
  return async <T>(tx: Transaction, organization: string, effect: () => Promise<T>) => {
    const done: T[] = [];
    const sealed = await once(tx, organization, row, async () => {
      const result = await effect();
      done.push(result);
      const box = await secrets.seal(tx, organization, place, JSON.stringify(result ?? null));
      return Buffer.from(box).toString('base64');
    });
    if (done.length > 0) return done[0] as T;
    return JSON.parse(await secrets.open(tx, organization, place, Buffer.from(sealed, 'base64'))) as T;
  };
}
