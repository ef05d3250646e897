import { Text } from '@mantine/core';
import { IconBuildings } from '@tabler/icons-react';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { Section } from '../../components/Section.tsx';
import { type ShownKey, ShownOnce } from '../../components/ShownOnce.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { type Affiliation, affiliationsQuery } from './queries.ts';
import { ShowCode } from './show-code.ts';
import { sideWords } from './words.ts';

const route = getRouteApi('/o/$organization/affiliations');
const column = columnsOf<Affiliation>();

/** The parent, the subsidiaries, and what is offered. */
export function AffiliationsPage() {
  const { organization } = route.useParams();
  const [shown, setShown] = useState<ShownKey | null>(null);
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Page
      title="Affiliations"
      summary="A parent’s admins may ask the admins of its subsidiaries to remove someone. Nothing else crosses: not members, not what they hold, not what becomes of it."
      crumbs={[{ label: 'Settings', to: paths.settings(organization) }]}
      actions={
        <>
          <MayButton may={{ allowed: true }} variant="default" to={paths.affiliationAccept(organization)}>
            Enter a code
          </MayButton>
          <MayButton may={{ allowed: true }} to={paths.affiliationOffer(organization)}>
            Offer an affiliation
          </MayButton>
        </>
      }
    >
      <Section title="All affiliations" flush>
        <QueryTable
          query={affiliationsQuery(organization)}
          columns={columns}
          rowId={(affiliation) => affiliation.id}
          noun="affiliation"
          empty={
            <Empty
              icon={<IconBuildings size={32} aria-hidden />}
              title="No affiliations"
              says="An admin of each organization has to agree: one makes a code, the other enters it."
            />
          }
        />
      </Section>
      <ShowCode value={setShown}>
        <Outlet />
      </ShowCode>
      <ShownOnce shown={shown} onClose={() => setShown(null)} />
    </Page>
  );
}

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor(nameOf, { id: 'organization', header: 'Organization' }),
    column.accessor('other', { header: 'Is', cell: ({ getValue }) => sideWords[getValue()].label }),
    column.accessor('status', {
      header: 'Status',
      cell: ({ row: { original } }) => (
        <>
          <Status kind="affiliation" is={original.status} />
          {original.expiresAt !== null && original.status === 'offered' && (
            <Text size="xs" c="dimmed" component="div">
              Until <When at={original.expiresAt} inline />
            </Text>
          )}
        </>
      ),
    }),
    column.accessor('createdAt', {
      header: 'Since',
      meta: { from: 'sm' },
      cell: ({ row: { original } }) => <When at={original.agreedAt ?? original.createdAt} />,
    }),
    column.display({
      id: 'actions',
      header: 'Actions',
      meta: { srOnly: true },
      cell: ({ row: { original } }) => <EndMenu organization={organization} affiliation={original} />,
    }),
  ]);

function EndMenu({ organization, affiliation }: { organization: string; affiliation: Affiliation }) {
  const confirm = useConfirm();
  const name = nameOf(affiliation);
  const offered = affiliation.status === 'offered';
  const end = () =>
    confirm({
      title: offered ? 'Withdraw the offer?' : `End the affiliation with ${name}?`,
      says: offered
        ? 'Its code is good for nothing any more.'
        : `For both organizations, from now on: neither side may ask the other any more. What has begun in either goes on there.`,
      action: offered ? 'Withdraw' : 'End it',
      danger: true,
      run: (header) =>
        take(
          api.POST('/v1/organizations/{organization}/affiliations/{affiliation}/end', {
            params: { path: { organization, affiliation: affiliation.id }, header },
          }),
        ),
    });
  return (
    <RowMenu
      label={`Actions for ${name}`}
      actions={[{ label: offered ? 'Withdraw' : 'End', may: affiliation.may.end, danger: true, onClick: end }]}
    />
  );
}

function nameOf({ organization }: Affiliation): string {
  return organization?.name ?? 'Whoever has the code';
}
