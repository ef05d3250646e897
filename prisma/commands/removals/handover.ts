import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { RemovalStepInput } from './input.ts';

/** A host's answer for one resource. */
export interface HandoverAnswer {
  resourceId: string;
  ok: boolean;
  /** as the host says it */
  reason?: string;
}

/**
 * Keeps a host's answers: acknowledged items are done, refused ones stay `awaiting_host` with the reason. Repeating an answer changes nothing.
 * `left`: items that still wait for a host; `refused`: those of them that a host refused.
 */
export async function acknowledgeHandover(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalStepInput & { answers: readonly HandoverAnswer[] },
): Promise<{ acknowledged: number; refused: number; left: number }> {
  throw new Error('not built yet');
}
