import type { Database } from '../../client.ts';

/** A grant whose end can be asked of its provider by RFC 7009: token and endpoint are known. */
export interface RevocableGrant {
  itemKey: string;
  grantId: string;
  connectionId: string;
  provider: string;
  revocationEndpoint: string;
  /** where a refresh must be refused afterwards; null: the provider's answer is the only proof */
  tokenEndpoint: string | null;
  clientId: string | null;
  clientSecretBox: Uint8Array | null;
  tokenBox: Uint8Array;
}

/** Pending grant items that the machine can revoke. Boxes stay closed here: the activity opens them. */
export async function grantsToRevoke(
  db: Database,
  organization: string,
  input: { removalId: string; limit: number },
): Promise<RevocableGrant[]> {
  throw new Error('not built yet');
}
