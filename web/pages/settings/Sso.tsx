import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconLogin2 } from '@tabler/icons-react';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, type Schema, take } from '../../client.ts';
import { useCommand, type WriteHeaders } from '../../command.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Facts } from '../../components/Facts.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { Section } from '../../components/Section.tsx';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { leaveForProvider } from '../../sso.ts';

type Connection = Schema<'SsoConnection'>;

export const ssoQuery = (organization: string) =>
  queryOptions({
    queryKey: ['sso-connections', organization],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/organizations/{organization}/sso-connections', { params: { path: { organization } }, signal })),
  });

/** The organization's own sign-in: set it, try it, enforce it. For admins. */
export function Sso({ organization }: { organization: string }) {
  const { data } = useSuspenseQuery(ssoQuery(organization));
  const [connection] = data.items;
  const set = (
    <MayButton may={{ allowed: true }} to={paths.settingsSso(organization)} size="xs" variant="default">
      Set up SSO
    </MayButton>
  );
  return (
    <Section
      title="SSO"
      aside={connection === undefined ? set : <Actions organization={organization} connection={connection} />}
    >
      {connection === undefined ? (
        <Empty
          icon={<IconLogin2 size={32} aria-hidden />}
          title="None is set"
          says="People sign in by a mailed link or code."
        />
      ) : (
        <Stack>
          <Facts
            facts={[
              ['Button', `Sign in with ${connection.name}`],
              ['Issuer', connection.issuer],
              ['Client id', connection.clientId],
              [
                'Tried',
                connection.triedAt === null ? 'Not yet, as it is now' : <When at={connection.triedAt} inline />,
              ],
              [
                'Enforced',
                connection.enforcedAt === null ? (
                  'No: mailed links lead in, too'
                ) : (
                  <>
                    Nobody comes in otherwise, since <When at={connection.enforcedAt} inline />
                  </>
                ),
              ],
              ['Came in by it', String(connection.members)],
              ['Where people begin', data.signInUrl],
              ['Redirect address', data.redirectUri],
            ]}
          />
          <Trying organization={organization} connection={connection} />
        </Stack>
      )}
    </Section>
  );
}

function Trying({ organization, connection }: { organization: string; connection: Connection }) {
  const leave = useCommand(() => leaveForProvider(organization, { to: paths.settings(organization), fresh: true }));
  return (
    <Stack gap="xs" align="flex-start">
      {leave.problem && <ProblemAlert problem={leave.problem} focus />}
      <Group gap="sm">
        <Button
          size="xs"
          variant={connection.triedAt === null ? 'filled' : 'default'}
          loading={leave.pending}
          onClick={() => void leave.run(undefined).catch(() => undefined)}
        >
          Try the sign-in
        </Button>
        <Text size="sm" c="dimmed">
          You are sent to the provider, and come back here.
        </Text>
      </Group>
    </Stack>
  );
}

function Actions({ organization, connection }: { organization: string; connection: Connection }) {
  const confirm = useConfirm();
  const { id, name, may } = connection;
  const path = { organization, ssoConnection: id };
  const told = async (done: Promise<unknown>, message: string): Promise<void> => {
    await done;
    notifications.show({ color: 'green', message });
  };
  const enforce = () =>
    confirm({
      title: 'Enforce SSO?',
      says: 'Everyone who came in otherwise is out of this organization at once, and signs in at the provider. API keys go on.',
      action: 'Enforce',
      danger: true,
      run: (header: WriteHeaders) =>
        told(
          take(
            api.POST('/v1/organizations/{organization}/sso-connections/{ssoConnection}/enforce', {
              params: { path, header },
            }),
          ),
          'SSO is enforced',
        ),
    });
  const stop = () =>
    confirm({
      title: 'Stop enforcing SSO?',
      says: 'Mailed links lead in again, too.',
      action: 'Stop enforcing',
      danger: true,
      run: (header: WriteHeaders) =>
        told(
          take(
            api.POST('/v1/organizations/{organization}/sso-connections/{ssoConnection}/stop-enforcing', {
              params: { path, header },
            }),
          ),
          'SSO is not enforced any more',
        ),
    });
  const remove = () =>
    confirm({
      title: `Remove ${name}?`,
      says: 'Who came in by it is out, you too, and signs in by mail. Its secret is forgotten, and whose account is whose.',
      action: 'Remove',
      danger: true,
      run: () =>
        told(
          take(api.DELETE('/v1/organizations/{organization}/sso-connections/{ssoConnection}', { params: { path } })),
          'SSO is removed',
        ),
    });
  return (
    <RowMenu
      label="Actions for SSO"
      actions={[
        connection.enforcedAt === null
          ? { label: 'Enforce', may: may.enforce, danger: true, onClick: enforce }
          : { label: 'Stop enforcing', may: may.stopEnforcing, danger: true, onClick: stop },
        { label: 'Change the name', may: may.change, to: paths.settingsSsoRename(organization) },
        { label: 'Change the secret', may: may.change, to: paths.settingsSsoSecret(organization) },
        { label: 'Remove', may: may.remove, danger: true, onClick: remove },
      ]}
    />
  );
}
