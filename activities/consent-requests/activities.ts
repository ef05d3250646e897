import { Context } from '@temporalio/activity';
import { failConsent, keepShadow, putCodeBack, takeCode } from '../../prisma/commands/consent-requests/exchange.ts';
import { forgetShadow, settleGrant } from '../../prisma/commands/consent-requests/settle.ts';
import { markTested, swapShadow } from '../../prisma/commands/consent-requests/swap.ts';
import { keepToken } from '../../prisma/commands/removals/grants.ts';
import { type ConsentAtWork, consentAtWork, grantForHost } from '../../prisma/queries/consent-requests/run.ts';
import { type ConsentProblem, consentedUri } from '../../rules/grants/consent.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { pulse } from '../removals/ground.ts';
import { askHost } from '../removals/host.ts';
import { refreshAtProvider, revokeAtProvider } from '../removals/provider.ts';
import { byRun } from '../run.ts';
import type { ConsentRequestActivities, OfConsent } from './contract.ts';
import { exchange, type Exchanged } from './exchange.ts';

/** About half a minute, with the retry policy of `upstream`. */
const PATIENT_ATTEMPTS = 5;

export function consentRequestActivities(deps: ActivityDependencies): ConsentRequestActivities {
  const { db } = deps;
  return {
    exchangeCode: (input) => exchangeCode(deps, input),
    testShadow: (input) => testShadow(deps, input),
    async swapShadow({ organization, consentRequestId, now }) {
      const input = { consentRequestId, now: new Date(now) };
      const { swapped } = await swapShadow(db, organization, byRun(), input);
      return { swapped, byHost: (await grantForHost(db, deps.secrets, organization, input)) !== null };
    },
    async settleAtHost({ organization, consentRequestId, now, round }) {
      await pulse();
      const { grantId } = await atWork(deps, { organization, consentRequestId });
      const handover = await grantForHost(db, deps.secrets, organization, { consentRequestId });
      if (grantId === null || handover === null) return { leavers: [] };
      const occasion = `consent-request/${consentRequestId}/switch/${round}`;
      const [answer] = await askHost(deps, { type: 'switch', organization, occasion }, handover);
      if (answer?.ok !== true) throw new Failure('host-refused', { kind: handover.kind, items: 1 });
      return await settleGrant(db, organization, byRun(), { grantId, now: new Date(now) });
    },
    endConsent: (input) => endConsent(deps, input),
  };
}

async function exchangeCode(deps: ActivityDependencies, { organization, consentRequestId, now }: OfConsent) {
  const { db, secrets, url, allowPrivateHosts: allowPrivate } = deps;
  await pulse();
  const code = await takeCode(db, secrets, organization, { consentRequestId, at: new Date() });
  if (code === 'no-client') return await failed(deps, { organization, consentRequestId, now }, 'client-not-taken');
  if (code !== undefined) {
    const exchanged = await exchange(code, {
      redirectUri: consentedUri(url, organization, code.provider),
      allowPrivate,
    }).catch(async (error: unknown) => {
      await putCodeBack(db, organization, consentRequestId);
      return unlessPatient(error) ?? ({ problem: 'provider-unreachable' } satisfies Exchanged as Exchanged);
    });
    if ('problem' in exchanged)
      return await failed(deps, { organization, consentRequestId, now }, exchanged.problem, exchanged.detail);
    const input = { consentRequestId, code, given: exchanged.given, now: new Date(now) };
    await keepShadow(db, secrets, organization, byRun(), input);
  }
  const { status } = await atWork(deps, { organization, consentRequestId });
  return { stored: status !== 'failed' };
}

async function failed(
  { db }: ActivityDependencies,
  { organization, consentRequestId, now }: OfConsent,
  problem: ConsentProblem,
  detail?: string,
): Promise<{ stored: false }> {
  const why = { consentRequestId, problem, ...(detail !== undefined && { detail }), now: new Date(now) };
  await failConsent(db, organization, byRun(), why);
  return { stored: false };
}

async function testShadow(deps: ActivityDependencies, input: OfConsent): Promise<{ tested: boolean }> {
  const { organization, consentRequestId, now } = input;
  await pulse();
  const { status, grant, testedBy } = await atWork(deps, input);
  if (status !== 'stored' || grant === null) return { tested: status === 'tested' || status === 'swapped' };
  const handover = await grantForHost(deps.db, deps.secrets, organization, { consentRequestId });
  const refuse = async (problem: ConsentProblem, detail?: string) => {
    await failed(deps, { organization, consentRequestId, now }, problem, detail);
    return { tested: false };
  };
  const pass = async (by: 'host' | 'refresh' | 'exchange') => {
    await markTested(deps.db, organization, byRun(), { consentRequestId, testedBy: by });
    return { tested: true };
  };
  if (handover !== null) {
    const occasion = `consent-request/${consentRequestId}/test`;
    const [answer] = await askHost(deps, { type: 'test', organization, occasion }, handover);
    return answer?.ok === true ? await pass('host') : await refuse('host-refused', answer?.reason);
  }
  const { tokenEndpoint } = grant;
  if (testedBy === 'exchange' || tokenEndpoint === null) return await pass('exchange'); // an access token alone: nothing to refresh
  const refreshed = await refreshAtProvider(deps, organization, { ...grant, tokenEndpoint }).catch(unlessPatient);
  if (refreshed === undefined) return await refuse('provider-unreachable');
  if (refreshed.answer !== 'works') return await refuse('refresh-refused');
  await keepToken(deps.db, deps.secrets, organization, { grantId: grant.grantId, token: refreshed.token });
  return await pass('refresh');
}

async function endConsent(
  deps: ActivityDependencies,
  { organization, consentRequestId, now, problem }: Parameters<ConsentRequestActivities['endConsent']>[0],
): Promise<void> {
  const { db } = deps;
  await pulse();
  if (problem !== undefined)
    await failConsent(db, organization, byRun(), { consentRequestId, problem, now: new Date(now) });
  const { status, grantId, grant } = await atWork(deps, { organization, consentRequestId });
  if (status !== 'failed' || grantId === null) return;
  const proved = grant === null ? false : await revoked(deps, organization, grant);
  await forgetShadow(db, organization, byRun(), { grantId, proved, now: new Date(now) });
}

/** A provider that stays silent, or has no endpoint for it, keeps what it gave: nobody has the token any more when it is forgotten. */
async function revoked(
  deps: ActivityDependencies,
  organization: string,
  grant: NonNullable<ConsentAtWork['grant']>,
): Promise<boolean> {
  const { revocationEndpoint } = grant;
  if (revocationEndpoint === null) return false;
  try {
    return (await revokeAtProvider(deps, organization, { ...grant, revocationEndpoint, held: false })).revoked;
  } catch (error) {
    return unlessPatient(error) ?? false;
  }
}

/** Undefined where a provider was silent often enough; else it is tried again. */
function unlessPatient(error: unknown): undefined {
  if (!(error instanceof Failure) || Context.current().info.attempt < PATIENT_ATTEMPTS) throw error;
  return undefined;
}

async function atWork(
  { db }: ActivityDependencies,
  { organization, consentRequestId }: { organization: string; consentRequestId: string },
): Promise<ConsentAtWork> {
  const found = await consentAtWork(db, organization, { consentRequestId });
  if (found === null) throw new Failure('not-found', { object: 'consent-request' });
  return found;
}
