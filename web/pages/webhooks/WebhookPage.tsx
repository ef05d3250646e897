import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { Facts } from '../../components/Facts.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { type ShownKey, ShownOnce } from '../../components/ShownOnce.tsx';
import { DeliveriesTable } from './DeliveriesTable.tsx';
import { type Webhook, webhookQuery } from './queries.ts';
import { WebhookActions } from './WebhookActions.tsx';
import { disabledWords, hostOf, stateOf } from './words.ts';

const route = getRouteApi('/o/$organization/webhooks/$webhook');

/** One webhook: how far it has come, what it was sent, and what can be done about it. */
export function WebhookPage() {
  const { organization, webhook: id } = route.useParams();
  const { data: webhook } = useSuspenseQuery(webhookQuery(organization, id));
  const [shown, setShown] = useState<ShownKey | null>(null);
  return (
    <Page
      title={webhook.description}
      crumbs={[{ label: 'Webhooks', to: paths.webhooks(organization) }]}
      badge={<Status kind="webhook" is={stateOf(webhook)} />}
      summary={hostOf(webhook.url)}
      actions={<WebhookActions organization={organization} webhook={webhook} show={setShown} />}
    >
      <Trouble webhook={webhook} />
      <Section title="Facts">
        <WebhookFacts webhook={webhook} />
      </Section>
      <DeliveriesTable organization={organization} webhook={id} />
      <Outlet />
      <ShownOnce shown={shown} onClose={() => setShown(null)} />
    </Page>
  );
}

function Trouble({ webhook }: { webhook: Webhook }) {
  if (stateOf(webhook) === 'failing' && webhook.failingSince !== null)
    return (
      <Notice kind="failure" title="It does not take its next event">
        Since <When at={webhook.failingSince} inline />. What comes after it waits, so that the order is kept.
        {webhook.retryAt !== null && (
          <>
            {' '}
            It is tried again at <When at={webhook.retryAt} inline />.
          </>
        )}
      </Notice>
    );
  if (webhook.status !== 'disabled') return null;
  return (
    <Notice kind="warning" title="It is disabled">
      {disabledWords[webhook.disabledBecause ?? ''] ?? ''} What happens meanwhile is kept for it.
    </Notice>
  );
}

function WebhookFacts({ webhook }: { webhook: Webhook }) {
  return (
    <Facts
      facts={[
        ['Address', webhook.url],
        ['Chosen by', webhook.addressedBy?.name ?? 'Nobody who is here'],
        ['Events', webhook.eventTypes.join(', ') || 'Every event'],
        ['Done up to', `Event ${webhook.sequence}`],
        ['Behind', webhook.behind === 0 ? 'Nothing' : counted(webhook.behind, 'event')],
        ['Dead letters', String(webhook.deadLetters)],
        [
          'Old secret until',
          webhook.oldSecretUntil === null ? undefined : <When key="until" at={webhook.oldSecretUntil} inline />,
        ],
        ['Since', <When key="since" at={webhook.createdAt} inline />],
      ]}
    />
  );
}
