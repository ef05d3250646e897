import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { MayButton } from '../../components/MayButton.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { humanize } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import type { FollowUp } from './queries.ts';

const column = columnsOf<FollowUp>();

/** What is to be done, in one line. */
export function titleOf(followUp: FollowUp): string {
  const target = `${followUp.connection.name}${followUp.provider === null ? '' : ` at ${followUp.provider}`}`;
  if (followUp.kind === 'renew-grant')
    return `Give ${target} a new consent in place of ${followUp.leaver.name}’s: something runs on it`;
  if (followUp.kind === 'revoke-grant') return `Revoke the consent that ${followUp.leaver.name} gave for ${target}`;
  if (followUp.kind === 'rotate-upstream-secret')
    return `Change the secret of ${target}, which ${followUp.leaver.name} could know`;
  return `${humanize(followUp.kind)}: ${target}`;
}

/** `attest`: the address of the form for one of them. */
export const followUpColumns = (organization: string, attest: (followUp: string) => string) =>
  column.columns([
    column.accessor(titleOf, {
      id: 'what',
      header: 'What to do',
      cell: ({ row: { original: followUp } }) => (
        <>
          <Text size="sm" fw={600}>
            {titleOf(followUp)}
          </Text>
          <Anchor component={Link} to={paths.removal(organization, followUp.removalId)} size="xs" underline="always">
            Removal of {followUp.leaver.name}
          </Anchor>
          {followUp.page !== null && (
            <Anchor href={followUp.page} size="xs" underline="always" rel="noreferrer" target="_blank" ml="sm">
              Page of the provider (new tab)
            </Anchor>
          )}
          {followUp.attestation !== null && (
            <Text size="xs" c="dimmed" className="break">
              {followUp.attestedById === null ? 'Proved by the machine' : 'Attested'}: {followUp.attestation}
              {followUp.evidence !== null && ` (${followUp.evidence})`}
            </Text>
          )}
          {followUp.reopenedAt !== null && followUp.status === 'open' && (
            <Text size="xs" fw={600} className="break">
              Opened again: {followUp.reopenedBecause}
            </Text>
          )}
          <Files organization={organization} followUp={followUp} />
        </>
      ),
    }),
    column.accessor('owner.name', { header: 'Owner', meta: { from: 'sm' } }),
    column.accessor('dueAt', {
      header: 'Due',
      cell: ({ row: { original: followUp } }) => <Due followUp={followUp} />,
      meta: { from: 'sm' },
    }),
    column.accessor('status', { header: 'Status', cell: (cell) => <Status kind="followUp" is={cell.getValue()} /> }),
    column.display({
      id: 'attest',
      header: 'Attest',
      cell: ({ row: { original: followUp } }) => (
        <Actions organization={organization} followUp={followUp} attest={attest(followUp.id)} />
      ),
      meta: { srOnly: true },
    }),
  ]);

/** Attested by someone it can be doubted; open it can be done, or handed on. */
function Actions({ organization, followUp, attest }: { organization: string; followUp: FollowUp; attest: string }) {
  const { may, id } = followUp;
  const shared = { size: 'compact-sm', variant: 'default' } as const;
  if (followUp.status === 'done' && may.reopen.allowed)
    return (
      <MayButton {...shared} may={may.reopen} to={paths.followUpReopen(organization, id)}>
        Open again
      </MayButton>
    );
  if (followUp.status !== 'open') return null;
  return (
    <Group gap="xs" wrap="nowrap">
      {followUp.kind === 'renew-grant' && (
        <MayButton
          {...shared}
          variant="filled"
          may={may.attest}
          to={paths.connectionConsent(organization, followUp.connection.id)}
        >
          Give consent
        </MayButton>
      )}
      <MayButton {...shared} may={may.attest} to={attest}>
        Attest
      </MayButton>
      {may.reassign.allowed && (
        <MayButton {...shared} may={may.reassign} to={paths.followUpReassign(organization, id)}>
          Hand over
        </MayButton>
      )}
    </Group>
  );
}

function Files({ organization, followUp }: { organization: string; followUp: FollowUp }) {
  return followUp.files.map((file) => (
    <Text key={file.id} size="xs" className="break">
      {file.gone ? (
        `${file.name}, destroyed with the leaver’s data`
      ) : (
        <Anchor
          href={`/v1/organizations/${organization}/follow-ups/${followUp.id}/evidence/${file.id}`}
          size="xs"
          underline="always"
          download={file.name}
        >
          {file.name}
        </Anchor>
      )}
    </Text>
  ));
}

function Due({ followUp }: { followUp: FollowUp }) {
  if (followUp.endedAt !== null) return <When at={followUp.endedAt} />;
  const told = followUp.escalatedAt !== null ? 'Escalated' : followUp.reminders > 0 ? 'Reminded' : null;
  return (
    <>
      <When at={followUp.dueAt} />
      {told && (
        <Text size="xs" fw={600}>
          {told}
        </Text>
      )}
    </>
  );
}
