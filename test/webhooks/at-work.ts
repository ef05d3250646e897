import { MockActivityEnvironment } from '@temporalio/testing';
import type { Mail } from '../../activities/dependencies.ts';
import { webhookActivities } from '../../activities/webhooks/activities.ts';
import type { Standing } from '../../activities/webhooks/contract.ts';
import { openSigner } from '../../prisma/secrets/signing.ts';
import type { TestData } from '../support/organization.ts';
import type { Hooked } from './hooked.ts';

/** The activities of webhooks, without a server that calls them. */
export async function atWork({ db, secrets, keys }: TestData, { allowPrivateHosts = true } = {}) {
  const mails: Mail[] = [];
  const activities = webhookActivities({
    db,
    secrets,
    signer: await openSigner(keys),
    mailer: { send: async (mail) => void mails.push(mail) },
    url: 'https://doorward.example',
    allowPrivateHosts,
  });
  const run = <T>(activity: () => Promise<T>): Promise<T> => new MockActivityEnvironment().run(activity);
  return {
    activities,
    mails,
    run,
    deliver: ({ organization, webhookId }: Hooked): Promise<Standing> =>
      run(() => activities.deliverEvents({ organization: organization.id, webhookId })),
  };
}
