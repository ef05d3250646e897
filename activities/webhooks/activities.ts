import { keepTest } from '../../prisma/commands/webhooks/deliver.ts';
import { adminAddressees } from '../../prisma/queries/members/addressees.ts';
import { findAttempt } from '../../prisma/queries/webhooks/deliveries.ts';
import { findWebhook, webhookToTest } from '../../prisma/queries/webhooks/list.ts';
import { Failure } from '../../rules/failures.ts';
import { testMessage } from '../../rules/webhooks/message.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { mailOf } from '../mails/letter.ts';
import { sendUnlessRefused } from '../mails/send-once.ts';
import type { WebhookActivities } from './contract.ts';
import { delivering, endpointOf } from './deliver.ts';
import { webhookLetter } from './letters.ts';
import { sendMessage } from './send.ts';

/** Every activity of a webhook, once. */
export function webhookActivities(deps: ActivityDependencies): WebhookActivities {
  const { db, mailer, url } = deps;
  return {
    ...delivering(deps),
    async testWebhook({ organization, webhookId, testId }) {
      if ((await findAttempt(db, organization, testId)) !== null) return;
      const now = new Date();
      const webhook = await webhookToTest(db, organization, { webhookId, now });
      if (webhook === null) throw new Failure('not-found', { object: 'webhook' });
      const message = testMessage({ organization, testId, at: now.toISOString() });
      const { attempt } = await sendMessage(await endpointOf(deps, organization, webhook), message, testId);
      await keepTest(db, organization, { webhookId, attempt });
    },
    async mailWebhookTrouble({ organization, webhookId, trouble, occasion }) {
      const webhook = await findWebhook(db, organization, webhookId);
      if (webhook === null || webhook.status === 'archived') return { mailed: 0 };
      const page = `${url}/o/${organization}/webhooks/${webhookId}`;
      const admins = await adminAddressees(db, organization);
      let refused = 0;
      for (const to of admins) {
        const id = `webhook/${webhookId}/${trouble}/${occasion}/${to.memberId}`;
        const one = mailOf(id, to.email, webhookLetter(to, webhook, trouble, page));
        if (!(await sendUnlessRefused(db, organization, mailer, one))) refused += 1;
      }
      if (refused > 0 && refused === admins.length) throw new Failure('mail-refused', {});
      return { mailed: admins.length - refused };
    },
  };
}
