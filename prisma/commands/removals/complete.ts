import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';
import type { RemovalEffectInput } from './input.ts';

/** Keeps the signed certificate and ends the removal. `certificate`: JWS compact. Throws `removal-ended` (another certificate was kept), `wrong-state`. */
export async function completeRemoval(
  db: Database,
  organization: string,
  actor: Actor,
  input: RemovalEffectInput & { certificate: string },
): Promise<void> {
  throw new Error('not built yet');
}
