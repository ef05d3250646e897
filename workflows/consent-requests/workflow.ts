import { CancellationScope, getExternalWorkflowHandle, proxyActivities, sleep } from '@temporalio/workflow';
import type { ConsentRequestActivities } from '../../activities/consent-requests/contract.ts';
import type { ConsentProblem } from '../../rules/grants/consent.ts';
import { lookAgain, removalWorkflowId } from '../removals/messages.ts';
import { ownDatabase, upstream } from '../steps/activity-options.ts';
import type { ConsentRequestInput } from './messages.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_ROUNDS = 90;

/** Asks a provider a few times, then forgets: never gives up. */
const ending = proxyActivities<ConsentRequestActivities>({
  startToCloseTimeout: '40 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 minutes' },
  summary: 'revoke what came to nothing',
});

type ConsentOutcome = 'settled' | 'swapped' | 'failed';

/**
 * What becomes of a consent once the person is back with a code (design, Grants): a shadow, a test, the swap in one transaction, the host running on it. Only then may the old consent be
 * revoked, by the removal. What fails is revoked and forgotten; the connection rests on what it rested on, and whoever is asked for a consent still is. A
 * cancellation of the run itself is ignored: it would leave a token that nobody revokes.
 */
export async function consentRequest(input: ConsentRequestInput): Promise<ConsentOutcome> {
  return await CancellationScope.nonCancellable(() => story(input));
}

async function story(input: ConsentRequestInput): Promise<ConsentOutcome> {
  const at = () => ({ ...input, now: new Date().toISOString() });
  const steps = (summary: string) => upstream<ConsentRequestActivities>(summary);
  const end = async (problem?: ConsentProblem) => {
    await ending.endConsent({ ...at(), ...(problem !== undefined && { problem }) });
    return 'failed' as const;
  };
  try {
    if (!(await steps('exchange the code').exchangeCode(at())).stored) return await end();
  } catch {
    return await end('provider-unreachable'); // a quarter of an hour: the code is no good any more
  }
  try {
    if (!(await steps('test the shadow').testShadow(at())).tested) return await end();
  } catch {
    return await end('host-unreachable');
  }
  const own = ownDatabase<ConsentRequestActivities>('swap');
  const { swapped, byHost } = await own.swapShadow(at());
  if (!swapped) return await end();
  return byHost ? await settled(input, steps, at) : 'swapped';
}

/** Until the host runs on it the old consent stays, so a host that is silent or refuses stops nothing: it is asked again, later and later. */
async function settled(
  { organization }: ConsentRequestInput,
  steps: (summary: string) => ReturnType<typeof upstream<ConsentRequestActivities>>,
  at: () => { organization: string; consentRequestId: string; now: string },
): Promise<'settled' | 'swapped'> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    try {
      const { leavers } = await steps('have the host switch to it').settleAtHost({ ...at(), round });
      for (const leaver of leavers)
        await getExternalWorkflowHandle(removalWorkflowId(organization, leaver))
          .signal(lookAgain)
          .catch(() => undefined);
      return 'settled';
    } catch {
      await sleep(Math.min(HOUR * 2 ** round, DAY), { summary: 'until the host is asked again' });
    }
  }
  return 'swapped';
}
