import { Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlugConnected } from '@tabler/icons-react';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { api, type Schema, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Facts } from '../../components/Facts.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { Section } from '../../components/Section.tsx';
import { paths } from '../../paths.ts';

type OauthClient = Schema<'OauthClient'>;

export const oauthClientsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['oauth-clients', organization],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/organizations/{organization}/oauth-clients', { params: { path: { organization } }, signal })),
  });

/** With what people consent at providers, in Doorward. For admins. */
export function OauthClients({ organization }: { organization: string }) {
  const { data } = useSuspenseQuery(oauthClientsQuery(organization));
  return (
    <Section
      title="OAuth clients"
      aside={
        <MayButton
          may={{ allowed: true }}
          to={paths.settingsOauthClient(organization, 'new')}
          size="xs"
          variant="default"
        >
          Set an OAuth client
        </MayButton>
      }
    >
      {data.items.length === 0 ? (
        <Empty
          icon={<IconPlugConnected size={32} aria-hidden />}
          title="None is set"
          says="Consents for connections are given in the host’s own product, and registered here."
        />
      ) : (
        <Stack>
          {data.items.map((client) => (
            <Client key={client.id} organization={organization} client={client} />
          ))}
          <Text size="sm" c="dimmed">
            Register the redirect address of each with it, at its provider:
          </Text>
          <ul className="plain-list">
            {data.items.map(({ id, redirectUri }) => (
              <li key={id} className="break">
                {redirectUri}
              </li>
            ))}
          </ul>
        </Stack>
      )}
    </Section>
  );
}

function Client({ organization, client }: { organization: string; client: OauthClient }) {
  const confirm = useConfirm();
  const { id, provider, clientId, hasSecret, scopes } = client;
  const remove = () =>
    confirm({
      title: `Remove the OAuth client for ${provider}?`,
      says: 'Nobody is asked for a consent with it any more. Consents that were given stay.',
      action: 'Remove',
      danger: true,
      run: async () => {
        const path = { organization, oauthClient: id };
        await take(api.DELETE('/v1/organizations/{organization}/oauth-clients/{oauthClient}', { params: { path } }));
        notifications.show({ color: 'green', message: `The OAuth client for ${provider} is removed` });
      },
    });
  return (
    <Group component="section" aria-label={provider} justify="space-between" align="flex-start" wrap="nowrap">
      <Facts
        facts={[
          ['Provider', provider],
          ['Client id', clientId],
          ['Secret', hasSecret ? 'Set' : 'None: a public client'],
          ['Scopes', scopes.join(' ')],
        ]}
      />
      <RowMenu
        label={`Actions for ${provider}`}
        actions={[
          { label: 'Change', may: { allowed: true }, to: paths.settingsOauthClient(organization, provider) },
          { label: 'Remove', may: { allowed: true }, danger: true, onClick: remove },
        ]}
      />
    </Group>
  );
}
