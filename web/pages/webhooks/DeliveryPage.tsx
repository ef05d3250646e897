import { Code, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Schema } from '../../client.ts';
import { Page } from '../../components/Page.tsx';
import { RowTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { deliveryQuery, webhookQuery } from './queries.ts';
import { answerOf } from './words.ts';

const route = getRouteApi('/o/$organization/webhooks/$webhook/deliveries/$sequence');
const column = columnsOf<Schema<'WebhookAttempt'>>();

const columns = column.columns([
  column.accessor('at', { header: 'When', cell: (cell) => <When at={cell.getValue()} /> }),
  column.accessor(answerOf, {
    id: 'answer',
    header: 'Answer',
    cell: ({ row: { original: attempt } }) => (
      <>
        {answerOf(attempt)}
        {attempt.excerpt !== null && (
          <Code block mt={4} tabIndex={0} className="wrap">
            {attempt.excerpt}
          </Code>
        )}
      </>
    ),
  }),
  column.accessor('tookMs', {
    header: 'Took',
    cell: (cell) => (
      <Text span size="sm" className="num">
        {cell.getValue()} ms
      </Text>
    ),
    meta: { from: 'sm' },
  }),
]);

/** One event at one webhook: every attempt, and what it answered. */
export function DeliveryPage() {
  const { organization, webhook: id, sequence } = route.useParams();
  const { data: webhook } = useSuspenseQuery(webhookQuery(organization, id));
  const { data: delivery } = useSuspenseQuery(deliveryQuery(organization, id, sequence));
  return (
    <Page
      title={`Event ${sequence}`}
      crumbs={[
        { label: 'Webhooks', to: paths.webhooks(organization) },
        { label: webhook.description, to: paths.webhook(organization, id) },
      ]}
      badge={<Status kind="delivery" is={delivery.status} />}
      summary={`${delivery.type}, ${counted(delivery.attempts, 'attempt')}`}
    >
      <Section title="Attempts, newest first" flush>
        <RowTable rows={delivery.tried} columns={columns} rowId={(attempt) => attempt.id} />
      </Section>
    </Page>
  );
}
