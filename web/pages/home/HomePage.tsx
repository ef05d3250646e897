import { Anchor, Button, Group, List, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import type { Schema } from '../../client.ts';
import { MayButton } from '../../components/MayButton.tsx';
import { roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { sessionQuery } from '../../session.ts';
import { DoorLayout } from '../../shell/DoorLayout.tsx';
import { opensBySso, whyShut } from './why-shut.ts';

type Each = Schema<'SessionOrganization'>;

/** The organizations of the person who is signed in. From / routes.ts leads into a single open one at once. */
export function HomePage() {
  const { data } = useSuspenseQuery(sessionQuery);
  return (
    <DoorLayout title="Your organizations">
      {data.organizations.length === 0 && (
        <Text size="sm">{data.person.email ?? 'You'} belongs to no organization here. Ask for an invitation.</Text>
      )}
      <List listStyleType="none" spacing="sm">
        {data.organizations.map((each) => (
          <List.Item key={each.id}>
            <Entry each={each} />
          </List.Item>
        ))}
      </List>
      <MayButton may={data.may.createOrganization} to={paths.organizationNew()} variant="default">
        Create an organization
      </MayButton>
      <Button component={Link} to={paths.sessions()} variant="default">
        Your sessions
      </Button>
      <Button component={Link} to={paths.signIn()} variant="default">
        Sign in again, or as someone else
      </Button>
      <Outlet />
    </DoorLayout>
  );
}

function Entry({ each }: { each: Each }) {
  const reopens = each.organizationStatus === 'closed' && each.role === 'admin' && each.status === 'active';
  return (
    <Group justify="space-between" wrap="nowrap">
      <div>
        {each.open ? (
          <Anchor component={Link} to={paths.members(each.id)} underline="always" fw={600}>
            {each.name}
          </Anchor>
        ) : (
          <Text span fw={600}>
            {each.name}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {each.open ? `${each.memberName}, ${roleWords[each.role].label.toLowerCase()}` : whyShut(each)}
        </Text>
      </div>
      {!each.open && opensBySso(each) && (
        <Button component={Link} to={paths.organizationSignIn(each.id)} size="xs" variant="default">
          Sign in to {each.name}
        </Button>
      )}
      {reopens && (
        <Button component={Link} to={paths.organizationReopen(each.id)} size="xs" variant="default">
          Reopen {each.name}
        </Button>
      )}
    </Group>
  );
}
