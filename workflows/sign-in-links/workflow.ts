import { proxyActivities } from '@temporalio/workflow';
import type { SignInLinkActivities } from '../../activities/sign-in-links/contract.ts';
import { namedFailure } from '../steps/failures.ts';
import type { SignInLinkInput } from './messages.ts';

// a link is good for a quarter of an hour: then its mail is worth nothing
const activities = proxyActivities<SignInLinkActivities>({
  startToCloseTimeout: '40 seconds',
  scheduleToCloseTimeout: '15 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  summary: 'mail the link and its code',
});

/** Mails a sign-in link, while it is good. A person who got none asks again, so nothing else depends on it. */
export async function signInLink({ signInLinkId }: SignInLinkInput): Promise<'mailed' | 'not-mailed'> {
  try {
    await activities.mailSignInLink({ signInLinkId, now: new Date().toISOString() });
    return 'mailed';
  } catch (error) {
    if (namedFailure(error) === undefined) throw error;
    return 'not-mailed';
  }
}
