import { Anchor, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { StatusFilter } from '../../components/StatusFilter.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { type ShownKey, ShownOnce } from '../../components/ShownOnce.tsx';
import { type Webhook, webhooksQuery } from './queries.ts';
import { ShowSecret } from './shown-secret.ts';
import { hostOf, stateOf } from './words.ts';

const route = getRouteApi('/o/$organization/webhooks');
const column = columnsOf<Webhook>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('description', {
      header: 'Webhook',
      cell: ({ row: { original: webhook } }) => (
        <>
          <Anchor component={Link} to={paths.webhook(organization, webhook.id)} fz="sm" fw={600} className="break">
            {webhook.description}
          </Anchor>
          <Text size="xs" c="dimmed" className="break">
            {hostOf(webhook.url)}
          </Text>
        </>
      ),
    }),
    column.accessor(stateOf, {
      id: 'state',
      header: 'Status',
      cell: (cell) => <Status kind="webhook" is={cell.getValue()} />,
    }),
    column.accessor((webhook) => webhook.eventTypes.join(', ') || 'Every event', {
      id: 'events',
      header: 'Events',
      meta: { from: 'md' },
    }),
    column.accessor('deadLetters', { header: 'Dead letters', meta: { from: 'sm' } }),
    column.accessor('createdAt', {
      header: 'Since',
      cell: (cell) => <When at={cell.getValue()} />,
      meta: { from: 'lg' },
    }),
  ]);

/** Where events are sent, and whether they arrive. */
export function WebhooksPage() {
  const { organization } = route.useParams();
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  const [shown, setShown] = useState<ShownKey | null>(null);
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const columns = useMemo(() => columnsFor(organization), [organization]);
  const may = { allowed: data.caller.role === 'admin', because: 'This needs the org role admin' };
  const create = (
    <MayButton may={may} to={paths.webhookNew(organization)} leftSection={<IconPlus size={16} aria-hidden />}>
      New webhook
    </MayButton>
  );
  return (
    <ShowSecret value={setShown}>
      <Page
        title="Webhooks"
        summary="Whatever changes is sent to your host, signed, in order, at least once."
        actions={create}
      >
        <Section
          title="All webhooks"
          aside={
            <StatusFilter
              kind="webhook"
              only={['enabled', 'disabled', 'archived']}
              value={status}
              onChange={(chosen) => void navigate({ search: chosen ? { status: chosen } : {}, replace: true })}
            />
          }
          flush
        >
          <QueryTable
            query={webhooksQuery(organization, status)}
            columns={columns}
            rowId={(webhook) => webhook.id}
            noun="webhook"
            empty={
              <Empty
                icon={<IconWebhook size={32} aria-hidden />}
                title="No webhooks"
                says={
                  status
                    ? 'None has this status.'
                    : 'Nothing is sent anywhere. Your host can also read events when it likes.'
                }
              />
            }
          />
        </Section>
        <Outlet />
        <ShownOnce shown={shown} onClose={() => setShown(null)} />
      </Page>
    </ShowSecret>
  );
}
