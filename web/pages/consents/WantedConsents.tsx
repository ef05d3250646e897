import { Button, Group, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Section } from '../../components/Section.tsx';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { wantedConsentsQuery } from './queries.ts';

/** What can be given already, before anybody has left. Nothing where nothing is wanted. */
export function WantedConsents({ organization }: { organization: string }) {
  const { data } = useQuery(wantedConsentsQuery(organization));
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Section title="Consents that are wanted from you">
      <List listStyleType="none" spacing="sm" size="sm">
        {data.items.map(({ connectionId, connectionName, provider, leaver, effectiveAt }) => (
          <List.Item key={connectionId} styles={{ itemWrapper: { width: '100%' }, itemLabel: { width: '100%' } }}>
            <Group justify="space-between" gap="sm">
              <div>
                <Text size="sm" fw={600}>
                  {connectionName} at {provider}
                </Text>
                <Text size="xs" c="dimmed" component="div">
                  It rests on the consent of {leaver.name}, who leaves <When at={effectiveAt} inline />
                </Text>
              </div>
              <Button
                component={Link}
                to={paths.connectionConsent(organization, connectionId)}
                size="compact-sm"
                aria-label={`Give consent for ${connectionName}`}
              >
                Give consent
              </Button>
            </Group>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
