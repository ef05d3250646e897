import { Anchor, Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconUsersMinus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { type MassRemoval, massRemovalsQuery } from './queries.ts';
import { stateOf } from './words.ts';

const route = getRouteApi('/o/$organization/mass-removals');
const column = columnsOf<MassRemoval>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('reason', {
      header: 'What',
      cell: ({ row: { original } }) => (
        <Anchor
          component={Link}
          to={paths.massRemoval(organization, original.id)}
          fw={600}
          fz="sm"
          underline="always"
          lineClamp={2}
        >
          {counted(original.counts.total, 'person', 'people')}: {original.reason}
        </Anchor>
      ),
    }),
    column.accessor(stateOf, {
      id: 'state',
      header: 'Status',
      cell: ({ row: { original } }) => <Status kind="massRemoval" is={stateOf(original)} />,
    }),
    column.accessor('effectiveAt', {
      header: 'Effective',
      cell: ({ row: { original } }) => <When at={original.effectiveAt} timeZone={original.timeZone} />,
      meta: { from: 'sm' },
    }),
    column.accessor('requestedBy.name', { header: 'Started by', meta: { from: 'md' } }),
  ]);

/** Those of whom many leave at once. */
export function MassRemovalsPage() {
  const { organization } = route.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Page
      title="Removals of many"
      crumbs={[{ label: 'Removals', to: paths.removals(organization) }]}
      summary="Planned as one set, so that nobody who leaves receives anything; each person gets a certificate of their own."
      actions={
        <MayButton
          may={data.may.remove}
          to={paths.massRemovalNew(organization)}
          leftSection={<IconUsersMinus size={16} aria-hidden />}
        >
          Preview a removal of many
        </MayButton>
      }
    >
      <Section title="All removals of many" flush>
        <QueryTable
          query={massRemovalsQuery(organization)}
          columns={columns}
          rowId={({ id }) => id}
          noun="removal"
          empty={
            <Empty
              icon={<IconUsersMinus size={32} aria-hidden />}
              title="None yet"
              says="When a site closes or a contract ends, see everyone out together."
              action={
                data.may.remove.allowed && (
                  <Button component={Link} to={paths.massRemovalNew(organization)} variant="default" size="xs">
                    Preview a removal of many
                  </Button>
                )
              }
            />
          }
        />
      </Section>
    </Page>
  );
}
