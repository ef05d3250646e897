import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import type { ConsentProblem } from '../../../rules/grants/consent.ts';
import { changing, type Record } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { type ConsentProof, hashOfState, placeOfProof } from './ask.ts';
import { lockConsent } from './lock.ts';

/** What the person came back with (RFC 6749 §4.1.2), and to the address of which provider: a code, or why there is none. */
export type ConsentAnswer = { provider: string; state: string; iss?: string } & ({ code: string } | { error: string });

/**
 * Takes the answer of a consent, once: in the session that it began in, within its time. The code is sealed until the run exchanges it.
 * @returns whether there is a code: else the consent has failed
 * @throws Failure consent-not-valid, the same whatever of it is not so
 */
export function answerConsent(
  db: Database,
  secrets: Secrets,
  organization: string,
  actor: Actor & { by: 'member' },
  { answer, now }: { answer: ConsentAnswer; now: Date },
): Promise<{ consentRequestId: string; answered: boolean }> {
  return changing(db, organization, actor, async (tx, record) => {
    const [asked] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM consent_requests WHERE organization_id = ${organization}::uuid AND state_hash = ${hashOfState(answer.state)}
        AND member_id = ${actor.memberId}::uuid AND session_id = ${actor.throughId ?? null}::uuid AND expires_at > ${now}::timestamptz AND status = 'asked'
          AND provider = ${answer.provider}`;
    if (asked === undefined || actor.through !== 'session') throw new Failure('consent-not-valid', {});
    const { id, status, proofBox } = await lockConsent(tx, organization, asked.id);
    if (status !== 'asked' || proofBox === null) throw new Failure('consent-not-valid', {});
    if ('error' in answer) {
      const problem = answer.error === 'access_denied' ? 'denied' : 'provider-error';
      await failConsentIn(tx, record, organization, { id, problem, detail: answer.error, now });
      return { consentRequestId: id, answered: false };
    }
    const proof = JSON.parse(await secrets.open(tx, organization, placeOfProof(id), proofBox)) as ConsentProof;
    const { code, iss } = answer;
    const whole = JSON.stringify({ ...proof, code, ...(iss !== undefined && { iss }) } satisfies ConsentProof);
    await tx.consentRequest.update({
      where: { organizationId_id: { organizationId: organization, id } },
      data: { status: 'answered', proofBox: await secrets.seal(tx, organization, placeOfProof(id), whole) },
      select: { id: true },
    });
    record({ action: 'consent-request.answered', object: 'consent-request', objectId: id });
    return { consentRequestId: id, answered: true };
  });
}

/** It came to nothing, in the caller's transaction: what was kept for it is forgotten. What has ended stays as it is. */
export async function failConsentIn(
  tx: Transaction,
  record: Record,
  organizationId: string,
  { id, problem, detail, now }: { id: string; problem: ConsentProblem; detail?: string | undefined; now: Date },
): Promise<void> {
  const { count } = await tx.consentRequest.updateMany({
    where: { organizationId, id, status: { in: ['asked', 'answered', 'stored', 'tested'] } },
    data: { status: 'failed', problem, detail: detail?.slice(0, 200) ?? null, proofBox: null, endedAt: now },
  });
  if (count > 0) record({ action: 'consent-request.failed', object: 'consent-request', objectId: id, reason: problem });
}
