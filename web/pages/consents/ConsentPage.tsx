import { Anchor, List, Stack, Text, ThemeIcon } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { api, type Schema, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { Facts } from '../../components/Facts.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { Section } from '../../components/Section.tsx';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { connectionConsentQuery } from './queries.ts';
import { stepsOf, whyFailed } from './words.ts';

const route = getRouteApi('/o/$organization/connections/$connection/consent');

/** Where someone gives a connection another consent, in place of a leaver's, and sees how far it has come. */
export function ConsentPage() {
  const { organization, connection } = route.useParams();
  const { data } = useSuspenseQuery(connectionConsentQuery(organization, connection));
  const { restsOn, latest, provider } = data;
  const ask = useCommand((connectionId: string, header) =>
    take(
      api.POST('/v1/organizations/{organization}/consent-requests', {
        params: { path: { organization }, header },
        body: { connectionId },
      }),
    ),
  );
  const give = async (): Promise<void> => {
    const { authorizationUrl } = await ask.run(connection);
    window.location.assign(authorizationUrl);
  };
  return (
    <Page
      title={`Consent for ${data.connectionName}`}
      crumbs={[{ label: 'Connections', to: paths.connections(organization) }]}
      summary={`You sign in at ${provider}, allow it there, and come back. It is tested before anything runs on it.`}
      actions={
        <MayButton may={data.may.consent} loading={ask.pending} onClick={() => void give().catch(() => undefined)}>
          Give consent
        </MayButton>
      }
    >
      {ask.problem && <ProblemAlert problem={ask.problem} focus />}
      {restsOn?.leaving && !data.may.consent.allowed && (
        <Notice kind="info" title="It can’t be given here">
          {data.may.consent.because}. Where the host’s product asks for consents, give it there; what is still asked of
          you stands in your{' '}
          <Anchor component={Link} to={paths.followUps(organization)} size="sm" underline="always">
            follow-ups
          </Anchor>
          .
        </Notice>
      )}
      <Section title="What it rests on">
        {restsOn === null ? (
          <Text size="sm">No consent: nobody’s account is behind this connection.</Text>
        ) : (
          <Facts
            facts={[
              ['Consent of', `${restsOn.member.name}${restsOn.leaving ? ', who leaves' : ''}`],
              ['Account', restsOn.account],
              ['Provider', provider],
            ]}
          />
        )}
      </Section>
      {latest !== null && <Latest consent={latest} />}
    </Page>
  );
}

function Latest({ consent }: { consent: Schema<'ConsentRequest'> }) {
  const { status, member, account, askedAt, expiresAt } = consent;
  return (
    <Section title={`The consent of ${member.name}`}>
      <Stack aria-live="polite">
        {status === 'failed' && (
          <Notice kind="failure" title="This consent came to nothing">
            {whyFailed(consent)} The connection rests on what it rested on.
          </Notice>
        )}
        {status === 'expired' && (
          <Notice kind="warning" title="It was not given in time">
            Nobody came back from the provider until <When at={expiresAt} inline />. Give it again.
          </Notice>
        )}
        {status !== 'failed' && status !== 'expired' && <Steps consent={consent} />}
        <Facts
          facts={[
            ['Given as', account],
            ['Asked', <When key="at" at={askedAt} inline />],
          ]}
        />
      </Stack>
    </Section>
  );
}

function Steps({ consent }: { consent: Schema<'ConsentRequest'> }) {
  return (
    <List size="sm" spacing="xs" center>
      {stepsOf(consent).map(({ label, done }) => (
        <List.Item
          key={label}
          icon={
            <ThemeIcon
              size={22}
              radius="xl"
              color={done ? 'green' : 'gray'}
              variant={done ? 'filled' : 'default'}
              autoContrast
            >
              {done ? <IconCheck size={13} aria-hidden /> : <IconCircleDashed size={13} aria-hidden />}
            </ThemeIcon>
          }
        >
          {label}
          <Text span size="xs" c="dimmed" ml="xs">
            {done ? 'Done' : 'Not yet'}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
