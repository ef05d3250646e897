import { Failure } from '../../../rules/failures.ts';
import type { Transaction } from '../../client.ts';
import type { ConsentStatus } from '../../generated/enums.ts';

export interface LockedConsent {
  id: string;
  connectionId: string;
  memberId: string;
  provider: string;
  status: ConsentStatus;
  grantId: string | null;
  scopes: string[];
  proofBox: Uint8Array | null;
  workingUntil: Date | null;
}

/** A consent that nobody else changes until this transaction ends. @throws Failure not-found */
export async function lockConsent(tx: Transaction, organization: string, id: string): Promise<LockedConsent> {
  const [consent] = await tx.$queryRaw<LockedConsent[]>`
    SELECT id, connection_id AS "connectionId", member_id AS "memberId", provider, status::text, grant_id AS "grantId", scopes, proof_box AS "proofBox",
      working_until AS "workingUntil"
    FROM consent_requests WHERE organization_id = ${organization}::uuid AND id = ${id}::uuid FOR NO KEY UPDATE`;
  if (consent === undefined) throw new Failure('not-found', { object: 'consent-request' });
  return consent;
}
