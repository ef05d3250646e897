import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Facts } from '../../components/Facts.tsx';
import { Status } from '../../components/Status.tsx';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { stateOf, stepWords } from '../removals/words.ts';
import type { LeavePart } from './queries.ts';

interface PartProps {
  organization: string;
  leave: { id: string; status: 'open' | 'withdrawn'; effectiveAt: string };
  part: LeavePart;
}

/** What one organization has of a leave: who has the address there, and its own removal. */
export function Part({ organization, leave, part: { member, removal } }: PartProps) {
  const leaves = removal !== null && removal.status !== 'cancelled';
  const canStart =
    leave.status === 'open' && !leaves && (member?.status === 'active' || member?.status === 'suspended');
  return (
    <Stack>
      <Facts
        facts={[
          [
            'Member',
            member === null ? 'Nobody has this address' : <MemberName key="member" {...{ organization, member }} />,
          ],
          ['Removal', removal === null ? 'None yet' : <RemovalState key="removal" {...{ organization, removal }} />],
          [
            'Effective',
            removal === null ? undefined : (
              <When key="at" at={removal.effectiveAt} timeZone={removal.timeZone} inline />
            ),
          ],
        ]}
      />
      {canStart && (
        <Group>
          <Button
            renderRoot={(props) => (
              <Link
                {...props}
                to={paths.removalPreview(organization, member.id)}
                search={{ leave: leave.id, at: leave.effectiveAt }}
              />
            )}
            color="red"
            size="xs"
          >
            Preview the removal of {member.name}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function MemberName({ organization, member }: { organization: string; member: NonNullable<LeavePart['member']> }) {
  return (
    <Group gap="xs">
      <Anchor component={Link} to={paths.member(organization, member.id)} size="sm" underline="always">
        {member.name}
      </Anchor>
      <Status kind="member" is={member.status} />
    </Group>
  );
}

function RemovalState({ organization, removal }: { organization: string; removal: NonNullable<LeavePart['removal']> }) {
  return (
    <Group gap="xs">
      <Anchor component={Link} to={paths.removal(organization, removal.id)} size="sm" underline="always">
        Removal of {removal.member.name}
      </Anchor>
      <Status kind="removal" is={stateOf(removal)} />
      {removal.endedAt === null && removal.step !== null && <Text size="sm">{stepWords[removal.step]}</Text>}
    </Group>
  );
}
