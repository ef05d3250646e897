import type { Scope } from '../../../rules/access/scopes.ts';
import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';

export interface LockedApiKey {
  id: string;
  name: string;
  holderId: string;
  scopes: Scope[];
  version: number;
  createdAt: Date;
  expiresAt: Date | null;
  successorId: string | null;
  secretBox: Uint8Array | null;
}

/**
 * An API key that nobody else changes until this transaction ends.
 * @throws Failure not-found; wrong-state when it was revoked
 */
export async function lockApiKey(tx: Transaction, organization: string, credentialId: string): Promise<LockedApiKey> {
  const [key] = await tx.$queryRaw<(LockedApiKey & { revokedAt: Date | null })[]>`
    SELECT id, name, holder_id AS "holderId", scopes, version, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt", successor_id AS "successorId",
      secret_box AS "secretBox"
    FROM credentials WHERE organization_id = ${organization}::uuid AND id = ${credentialId}::uuid AND kind = 'api_key' FOR NO KEY UPDATE`;
  if (key === undefined) throw new Failure('not-found', { object: 'api-key' });
  if (key.revokedAt !== null) throw new Failure('wrong-state', { object: 'api-key', state: 'revoked', needs: 'good' });
  return key;
}
