import type { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database } from '../../client.ts';
import type { TakenSignIn } from './begin.ts';

/** So many refused sign-ins of a connection have an entry of their own in a minute. */
const ENTRIES_PER_MINUTE = 10;
const MINUTE = 60_000;

const noted = new Set(['sso-refused', 'sso-no-member', 'sso-email-not-verified']);

/**
 * Notes a sign-in that was refused in the organization's audit: why, by name, and by which connection; who it was isn't known. Beyond a few a minute they are counted, and the next entry says how many
 * had none: whoever has an account at the provider could fill the audit else. What is no refusal, as a provider that is silent, isn't noted.
 */
export async function noteRefusedSso(
  db: Database,
  { organization, ssoConnectionId, issuer }: Pick<TakenSignIn, 'organization' | 'ssoConnectionId' | 'issuer'>,
  { failure, now }: { failure: Failure; now: Date },
): Promise<void> {
  if (!noted.has(failure.name)) return;
  const { because = null } = failure.facts as { because?: string };
  await changing(db, organization, { by: 'system', reason: 'sso' }, async (tx, record) => {
    const since = new Date(now.getTime() - MINUTE);
    const [count] = await tx.$queryRaw<{ ofMinute: number; before: number }[]>`
      UPDATE sso_connections c SET
        refused_since = CASE WHEN o.refused_since > ${since}::timestamptz THEN o.refused_since ELSE ${now}::timestamptz END,
        refused = CASE WHEN o.refused_since > ${since}::timestamptz THEN o.refused + 1 ELSE 1 END
      FROM (SELECT organization_id, id, refused_since, refused FROM sso_connections
        WHERE organization_id = ${organization}::uuid AND id = ${ssoConnectionId}::uuid FOR NO KEY UPDATE) o
      WHERE c.organization_id = o.organization_id AND c.id = o.id RETURNING c.refused AS "ofMinute", o.refused AS before`;
    if (count === undefined || count.ofMinute > ENTRIES_PER_MINUTE) return;
    const counted = count.ofMinute === 1 ? Math.max(0, count.before - ENTRIES_PER_MINUTE) : 0;
    record({
      action: 'sso-sign-in.refused',
      object: 'sso-connection',
      objectId: ssoConnectionId,
      reason: failure.name,
      after: { issuer, because, ...(counted > 0 && { refusedBesides: counted }) },
    });
  });
}
