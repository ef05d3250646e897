import { Anchor, Button, List, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { sessionQuery } from '../../session.ts';
import { DoorLayout } from '../../shell/DoorLayout.tsx';

/** The organizations of the person who is signed in. With a single open one routes.tsx leads there at once. */
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
              {each.open
                ? `${each.memberName}, ${roleWords[each.role].label.toLowerCase()}`
                : each.status === 'active'
                  ? 'Asks for a new sign-in'
                  : `You are ${each.status} there`}
            </Text>
          </List.Item>
        ))}
      </List>
      <Button component={Link} to={paths.signIn()} variant="default">
        Sign in again, or as someone else
      </Button>
    </DoorLayout>
  );
}
