import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDevices } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { api, type Schema, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { deviceOf } from '../../components/device.ts';
import { Empty } from '../../components/Empty.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { capitalized, counted } from '../../components/words.ts';
import { organizationQuery } from '../../session.ts';
import { type Member, memberSessionsQuery } from './queries.ts';

const column = columnsOf<Schema<'MemberSession'>>();
const columns = column.columns([
  column.accessor((session) => deviceOf(session.agent), {
    id: 'device',
    header: 'Browser',
    cell: ({ row: { original: session } }) => (
      <>
        <Text size="sm" fw={600} className="break">
          {deviceOf(session.agent)}
        </Text>
        <Text size="xs" c="dimmed" className="break">
          {session.address === null ? 'From an unknown address' : `From ${session.address}`}
        </Text>
      </>
    ),
  }),
  column.accessor('how', {
    header: 'Signed in by',
    cell: (cell) => capitalized(cell.getValue()),
    meta: { from: 'md' },
  }),
  column.accessor('at', { header: 'Came in', cell: (cell) => <When at={cell.getValue()} />, meta: { from: 'sm' } }),
  column.accessor('lastSeenAt', {
    header: 'Last seen',
    cell: (cell) => {
      const at = cell.getValue();
      return at === null ? 'Not since' : <When at={at} />;
    },
  }),
]);

/** Where a member is signed in to this organization, for admins, who can make them sign in anew without suspending them. */
export function SessionsTable({ organization, member }: { organization: string; member: Member }) {
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const confirm = useConfirm();
  if (data.caller.role !== 'admin' || member.kind !== 'person') return null;
  const end = () =>
    confirm({
      title: `End all sessions of ${member.name}?`,
      says: `${member.name} has to sign in again to open ${data.name}. They are not suspended: their keys and automation go on.`,
      action: 'End all',
      danger: true,
      run: async (header) => {
        const path = { organization, member: member.id };
        const { ended } = await take(
          api.POST('/v1/organizations/{organization}/members/{member}/sessions/end', { params: { path, header } }),
        );
        notifications.show({ color: 'green', message: `${counted(ended, 'session')} ended` });
      },
    });
  return (
    <Section
      title="Sessions"
      aside={
        member.status === 'active' && (
          <Button size="xs" variant="default" onClick={end}>
            End all sessions
          </Button>
        )
      }
      flush
    >
      <QueryTable
        query={memberSessionsQuery(organization, member.id)}
        columns={columns}
        rowId={(session) => session.id}
        noun="session"
        empty={
          <Empty
            icon={<IconDevices size={32} aria-hidden />}
            title="Not signed in"
            says={`No session of ${member.name} opens ${data.name} now.`}
          />
        }
      />
    </Section>
  );
}
