import { Anchor, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { IconSend } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Empty } from '../../components/Empty.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { StatusFilter } from '../../components/StatusFilter.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { deliveriesQuery, type Delivery, type DeliveryStatus } from './queries.ts';
import { answerOf } from './words.ts';

const column = columnsOf<Delivery>();

interface Of {
  organization: string;
  webhook: string;
}

const columnsFor = (of: Of) =>
  column.columns([
    column.accessor('sequence', {
      header: 'Event',
      cell: ({ row: { original: delivery } }) => (
        <>
          <Anchor
            component={Link}
            to={paths.webhookDelivery(of.organization, of.webhook, String(delivery.sequence))}
            fz="sm"
            fw={600}
          >
            {delivery.sequence}
          </Anchor>
          <Text size="xs" c="dimmed" className="break">
            {delivery.type}
          </Text>
        </>
      ),
    }),
    column.accessor('status', { header: 'Status', cell: (cell) => <Status kind="delivery" is={cell.getValue()} /> }),
    column.accessor(answerOf, {
      id: 'answer',
      header: 'Last answer',
      cell: ({ row: { original: delivery } }) => (
        <>
          {answerOf(delivery)}
          <Text size="xs" c="dimmed">
            {counted(delivery.attempts, 'attempt')}
          </Text>
        </>
      ),
      meta: { from: 'sm' },
    }),
    column.accessor('lastAt', { header: 'When', cell: (cell) => <When at={cell.getValue()} />, meta: { from: 'md' } }),
    column.display({
      id: 'actions',
      header: 'Actions',
      cell: ({ row }) => <DeliveryActions of={of} delivery={row.original} />,
      meta: { srOnly: true },
    }),
  ]);

/** What was sent, newest event first. */
export function DeliveriesTable({ organization, webhook }: Of) {
  const [status, setStatus] = useState<DeliveryStatus>();
  const columns = useMemo(() => columnsFor({ organization, webhook }), [organization, webhook]);
  return (
    <Section title="Deliveries" aside={<StatusFilter kind="delivery" value={status} onChange={setStatus} />} flush>
      <QueryTable
        query={deliveriesQuery(organization, webhook, status)}
        columns={columns}
        rowId={(delivery) => String(delivery.sequence)}
        noun="delivery"
        empty={
          <Empty
            icon={<IconSend size={32} aria-hidden />}
            title="No deliveries"
            says={status ? 'None has this status.' : 'Nothing has happened yet that it asks for.'}
          />
        }
      />
    </Section>
  );
}

function DeliveryActions({ of, delivery: { sequence, may } }: { of: Of; delivery: Delivery }) {
  const confirm = useConfirm();
  const path = { ...of, sequence };
  const retry = () =>
    confirm({
      title: `Send event ${sequence} again?`,
      says: 'It is tried at once. A dead letter comes after later events: your host tells the order by its number.',
      action: 'Send again',
      run: async (header) => {
        const params = { path, header };
        await take(
          api.POST('/v1/organizations/{organization}/webhooks/{webhook}/deliveries/{sequence}/retry', { params }),
        );
        notifications.show({ color: 'green', message: `Event ${sequence} is on its way` });
      },
    });
  const skip = () =>
    confirm({
      title: `Skip event ${sequence}?`,
      says: 'It goes to the dead letters, where you can send it again, and the events after it go on.',
      action: 'Skip',
      danger: true,
      run: async (header) => {
        const params = { path, header };
        await take(
          api.POST('/v1/organizations/{organization}/webhooks/{webhook}/deliveries/{sequence}/skip', { params }),
        );
        notifications.show({ color: 'green', message: `Event ${sequence} is a dead letter` });
      },
    });
  return (
    <RowMenu
      label={`Actions for event ${sequence}`}
      actions={[
        { label: 'Send again now', may: may.retry, onClick: retry },
        { label: 'Skip it', may: may.skip, danger: true, onClick: skip },
      ]}
    />
  );
}
