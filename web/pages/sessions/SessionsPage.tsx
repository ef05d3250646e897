import { Anchor, Badge, Button, Card, Group, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, given, type Schema, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { deviceOf } from '../../components/device.ts';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { listQuery } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { problemOf } from '../../problem.ts';
import { DoorLayout } from '../../shell/DoorLayout.tsx';

type OwnSession = Schema<'OwnSession'>;

const sessionsQuery = listQuery<OwnSession>(['sessions'], (cursor, signal) =>
  take(api.GET('/v1/sessions', { params: { query: given({ cursor }) }, signal })),
);

/** Where the person is signed in, in all organizations, and the way to end it. */
export function SessionsPage() {
  const list = useInfiniteQuery(sessionsQuery);
  const confirm = useConfirm();
  const sessions = list.data?.pages.flatMap((page) => page.items) ?? [];
  const endOthers = () =>
    confirm({
      title: 'End all other sessions?',
      says: 'Every browser but this one has to sign in again.',
      action: 'End all others',
      danger: true,
      run: async () => {
        const { ended } = await take(api.POST('/v1/sessions/end-others'));
        notifications.show({ color: 'green', message: `${counted(ended, 'session')} ended` });
      },
    });
  return (
    <DoorLayout title="Your sessions">
      <Text size="sm" c="dimmed">
        Where you are signed in. End what you don’t know, and sign in anew.
      </Text>
      {list.isPending && <Skeleton height={80} role="status" aria-label="Loading" />}
      {list.error && <ProblemAlert problem={problemOf(list.error)} />}
      <Stack component="ul" gap="sm" m={0} p={0} className="bare-list">
        {sessions.map((session) => (
          <Entry key={session.id} session={session} />
        ))}
      </Stack>
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      )}
      {sessions.length > 1 && (
        <Button variant="outline" color="red" onClick={endOthers}>
          End all others
        </Button>
      )}
      <Anchor component={Link} to={paths.organizations()} underline="always" size="sm">
        Your organizations
      </Anchor>
    </DoorLayout>
  );
}

function Entry({ session }: { session: OwnSession }) {
  const confirm = useConfirm();
  const device = deviceOf(session.agent);
  const end = () =>
    confirm({
      title: `End the session on ${device}?`,
      says: 'Whoever uses it has to sign in again.',
      action: 'End it',
      danger: true,
      run: async () => {
        await take(api.DELETE('/v1/sessions/{session}', { params: { path: { session: session.id } } }));
        notifications.show({ color: 'green', message: 'The session is ended' });
      },
    });
  return (
    <Card component="li" withBorder padding="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2}>
          <Group gap="xs">
            <Text fw={600} size="sm">
              {device}
            </Text>
            {session.current && <Badge size="sm">This one</Badge>}
          </Group>
          <Text size="xs" c="dimmed" component="div">
            {session.address === null ? '' : `From ${session.address}, `}signed in{' '}
            <When at={session.createdAt} inline />
          </Text>
          {session.lastSeenAt !== null && (
            <Text size="xs" c="dimmed" component="div">
              Last seen <When at={session.lastSeenAt} inline />
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {session.organizations.length === 0
              ? 'Opened no organization yet'
              : `Opened ${session.organizations.map(({ name }) => name).join(', ')}`}
          </Text>
        </Stack>
        {!session.current && (
          <Button size="xs" variant="default" onClick={end}>
            End<VisuallyHidden> the session on {device}</VisuallyHidden>
          </Button>
        )}
      </Group>
    </Card>
  );
}
