import { Group, List, Text } from '@mantine/core';
import { MayButton } from '../../components/MayButton.tsx';
import { Section } from '../../components/Section.tsx';
import { paths } from '../../paths.ts';
import type { Member } from './queries.ts';

/** The teams of a member; out of each they are taken with its effects in view. */
export function TeamsTable({ organization, member }: { organization: string; member: Member }) {
  if (member.teams.length === 0) return null;
  return (
    <Section title="Teams">
      <List listStyleType="none" spacing="xs">
        {member.teams.map((team) => (
          <List.Item key={team.id} styles={{ itemWrapper: { display: 'block' }, itemLabel: { display: 'block' } }}>
            <Group justify="space-between">
              <Text size="sm" className="break">
                {team.name} <span>({team.role})</span>
              </Text>
              <MayButton
                may={member.may.leaveTeam}
                size="xs"
                variant="default"
                to={paths.memberLeaveTeam(organization, member.id, team.id)}
                aria-label={`Remove from ${team.name}`}
              >
                Remove …
              </MayButton>
            </Group>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
