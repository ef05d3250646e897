import { Anchor, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCommand } from '../../command.ts';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { paths } from '../../paths.ts';
import { problemOf } from '../../problem.ts';
import { DoorLayout } from '../../shell/DoorLayout.tsx';
import { leaveForProvider, ssoDoorQuery } from '../../sso.ts';

const route = getRouteApi('/o/$organization/sign-in');

/** Where an organization's own sign-in begins: what is handed out to its people, and where the console leads who came in otherwise. */
export function OrganizationSignInPage() {
  const { organization } = route.useParams();
  const { to = paths.members(organization) } = route.useSearch();
  const door = useQuery(ssoDoorQuery(organization));
  const leave = useCommand(() => leaveForProvider(organization, { to }));
  const missing = door.error !== null && problemOf(door.error).status === 404;
  return (
    <DoorLayout title="Sign in">
      {leave.problem && <ProblemAlert problem={leave.problem} focus />}
      {door.isPending && <Text role="status">One moment …</Text>}
      {door.error !== null && !missing && <ProblemAlert problem={problemOf(door.error)} />}
      {missing && <Text size="sm">There is no sign-in of an organization’s own here.</Text>}
      {door.data && (
        <>
          <Text size="sm" c="dimmed">
            {door.data.enforced
              ? 'This organization lets people in by its own sign-in only.'
              : 'This organization has a sign-in of its own.'}
          </Text>
          <Button
            autoFocus
            loading={leave.pending}
            onClick={() => void leave.run(undefined).catch(() => undefined)}
            className="break"
          >
            Sign in with {door.data.name}
          </Button>
        </>
      )}
      {door.data?.enforced !== true && !door.isPending && (
        <Anchor href={`${paths.signIn()}?to=${encodeURIComponent(to)}`} size="sm" underline="always">
          Sign in by mail
        </Anchor>
      )}
      {door.data?.enforced === true && (
        <>
          <Anchor component={Link} to={paths.organizations()} size="sm" underline="always">
            Your organizations
          </Anchor>
          <Anchor component={Link} to={paths.organizationEmergency(organization)} size="sm" underline="always">
            It fails, and I am an admin
          </Anchor>
        </>
      )}
    </DoorLayout>
  );
}
