import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

/**
 * The provider confirmed the revocation (RFC 7009: any 200): the grant is revoked, its tokens are forgotten, its item done and its follow-up, if open, closed as proved.
 * Throws `not-found`.
 */
export async function recordGrantRevoked(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { itemKey: string },
): Promise<void> {
  throw new Error('not built yet');
}
