import { notifications } from '@mantine/notifications';
import { IconLock } from '@tabler/icons-react';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Empty } from '../../components/Empty.tsx';
import { type Allowed, MayButton } from '../../components/MayButton.tsx';
import { NameCell } from '../../components/NameCell.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { shareLevelWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { seeWhatStops } from '../access-changes/see-what-stops.tsx';
import { pageOf } from '../resources/columns.tsx';
import { type Share, sharesQuery } from './queries.ts';

const column = columnsOf<Share>();
const level = column.accessor('level', {
  header: 'Level',
  cell: (cell) => `${shareLevelWords[cell.getValue()].label}: ${shareLevelWords[cell.getValue()].says}`,
});
const remove = (organization: string) =>
  column.display({
    id: 'remove',
    header: 'Action',
    meta: { srOnly: true },
    cell: ({ row: { original: share } }) => <RemoveButton organization={organization} share={share} />,
  });

/** Who was given access to a resource, beside its owner and teams. */
export function SharesTable({ organization, resource, may }: { organization: string; resource: string; may: Allowed }) {
  return (
    <Section
      title="Shared with"
      flush
      aside={
        <MayButton may={may} size="xs" variant="default" to={paths.resourceShare(organization, resource)}>
          Share
        </MayButton>
      }
    >
      <QueryTable
        query={sharesQuery(organization, { resourceId: resource })}
        columns={column.columns([
          column.accessor(receiverOf, {
            id: 'receiver',
            header: 'Shared with',
            cell: ({ row: { original: share } }) => (
              <NameCell
                name={receiverOf(share)}
                to={
                  share.member === null
                    ? paths.team(organization, share.team?.id ?? '')
                    : paths.member(organization, share.member.id)
                }
              />
            ),
          }),
          level,
          remove(organization),
        ])}
        rowId={(share) => share.id}
        noun="share"
        empty={
          <Empty
            icon={<IconLock size={32} aria-hidden />}
            title="Shared with nobody"
            says="Only its owner, its teams and the admins have access."
          />
        }
      />
    </Section>
  );
}

/** What was shared with a team, as far as the reader may see it. */
export function SharedWithTeam({ organization, team }: { organization: string; team: string }) {
  return (
    <Section title="Shared with it" flush>
      <QueryTable
        query={sharesQuery(organization, { teamId: team })}
        columns={column.columns([
          column.accessor('resource.name', {
            header: 'Resource',
            cell: ({ row: { original: share } }) => (
              <NameCell name={share.resource.name} to={pageOf(organization, share.resource)} />
            ),
          }),
          level,
          remove(organization),
        ])}
        rowId={(share) => share.id}
        noun="share"
        empty={
          <Empty
            icon={<IconLock size={32} aria-hidden />}
            title="Nothing is shared with it"
            says="A resource is shared on its own page."
          />
        }
      />
    </Section>
  );
}

const receiverOf = ({ member, team }: Share) => member?.name ?? `Team ${team?.name}`;

function RemoveButton({ organization, share }: { organization: string; share: Share }) {
  const confirm = useConfirm();
  const ask = () =>
    confirm({
      title: `Stop sharing ${share.resource.name} with ${receiverOf(share)}?`,
      says: 'What they may do only by this share they can’t do any more. You can share it again.',
      action: 'Stop sharing',
      danger: true,
      otherwise: seeWhatStops(paths.resourceUnshare(organization, share.resource.id, share.id)),
      run: async () => {
        const path = { organization, share: share.id };
        await take(api.DELETE('/v1/organizations/{organization}/shares/{share}', { params: { path } }));
        notifications.show({ color: 'green', message: `${share.resource.name} is not shared with them any more` });
      },
    });
  return (
    <MayButton may={share.may.remove} size="xs" variant="default" onClick={ask}>
      Stop sharing
    </MayButton>
  );
}
