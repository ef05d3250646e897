import { failConsent } from '../../prisma/commands/consent-requests/exchange.ts';
import { forgetShadow } from '../../prisma/commands/consent-requests/settle.ts';
import { consentAtWork } from '../../prisma/queries/consent-requests/run.ts';
import { requestOfShadow, type Shadow, shadowsBefore } from '../../prisma/queries/consent-requests/shadows.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { revokeAtProvider } from '../removals/provider.ts';

const HOUR = 3_600_000;
const MOST = 100;
/** A run takes three quarters of an hour at most. One that was only held up, and goes on later, finds its consent failed. */
const LEFT_AFTER = 2 * HOUR;
/** For so long the provider is asked at each look; then what nobody can revoke is forgotten. */
const PATIENCE = 24 * HOUR;

type Sweeping = Pick<ActivityDependencies, 'db' | 'secrets' | 'allowPrivateHosts'>;

/**
 * Ends, in every organization, what a consent's run left behind that somebody ended from outside: revoked at its provider, and forgotten. Done twice, or by two at once, it is done once.
 * @param trouble hears what went wrong; the next look tries again
 * @returns how many were ended
 */
export async function sweepShadows(deps: Sweeping, now: Date, trouble: (error: unknown) => void): Promise<number> {
  let ended = 0;
  for (const shadow of await shadowsBefore(deps.db, { before: new Date(now.getTime() - LEFT_AFTER), limit: MOST })) {
    try {
      await sweep(deps, shadow, now);
      ended += 1;
    } catch (error) {
      trouble(error);
    }
  }
  return ended;
}

const actor = { by: 'system', reason: 'consent-left' } as const;

async function sweep(deps: Sweeping, shadow: Shadow, now: Date): Promise<void> {
  const { organization, grantId } = shadow;
  const consentRequestId = await requestOfShadow(deps.db, shadow);
  if (consentRequestId !== null)
    await failConsent(deps.db, organization, actor, { consentRequestId, problem: 'run-ended', now });
  const proved = await revoked(deps, shadow, consentRequestId, now);
  await forgetShadow(deps.db, organization, actor, { grantId, proved, now });
}

async function revoked(
  deps: Sweeping,
  { organization, createdAt }: Shadow,
  consentRequestId: string | null,
  now: Date,
): Promise<boolean> {
  const at = consentRequestId === null ? null : await consentAtWork(deps.db, organization, { consentRequestId });
  const grant = at?.grant;
  if (grant == null || grant.revocationEndpoint === null) return false;
  try {
    const { revocationEndpoint } = grant;
    return (await revokeAtProvider(deps, organization, { ...grant, revocationEndpoint, held: false })).revoked;
  } catch (error) {
    if (now.getTime() - createdAt.getTime() < LEFT_AFTER + PATIENCE) throw error;
    return false;
  }
}
