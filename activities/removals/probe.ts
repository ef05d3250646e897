import { Context } from '@temporalio/activity';
import { recordProbe } from '../../prisma/commands/removals/probe.ts';
import { attestedGrants } from '../../prisma/queries/removals/grants.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { byRun } from '../run.ts';
import type { OfRemoval } from './contract.ts';
import { pulse } from './ground.ts';
import { refreshAtProvider, type Refreshed } from './provider.ts';

const PATIENT_ATTEMPTS = 5;

/**
 * Tries each grant that somebody attested to have revoked: refused, it is proved and its token forgotten; answered, it is open again. Where the provider gives no
 * clear answer, the attestation stands as somebody's word, and the next look tries again.
 * @returns how many are open again
 */
export async function probeAttested(deps: ActivityDependencies, input: OfRemoval): Promise<number> {
  const { organization, removalId } = input;
  let reopened = 0;
  for (const grant of await attestedGrants(deps.db, organization, { removalId })) {
    await pulse(grant.grantId);
    const probe = await patiently(() => refreshAtProvider(deps, organization, grant));
    if (probe.answer === 'unclear') continue;
    const { grantId, followUpId } = grant;
    const still = probe.answer === 'works' ? { stillGood: probe.token } : {};
    const at = { removalId, grantId, followUpId, ...still, now: new Date(input.now) };
    await recordProbe(deps.db, deps.secrets, organization, byRun(), at);
    if (probe.answer === 'works') reopened += 1;
  }
  return reopened;
}

/** A provider that is down is waited for a little, but holds no removal for what somebody answers for. */
async function patiently(ask: () => Promise<Refreshed>): Promise<Refreshed> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Failure) || Context.current().info.attempt < PATIENT_ATTEMPTS) throw error;
    return { answer: 'unclear' };
  }
}
