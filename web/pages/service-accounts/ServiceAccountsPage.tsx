import { Checkbox, Group, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { IconRobot } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { NameCell } from '../../components/NameCell.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { type ServiceAccount, serviceAccountsQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/service-accounts');
const column = columnsOf<ServiceAccount>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('name', {
      header: 'Name',
      cell: ({ row: { original: account } }) => (
        <NameCell name={account.name} to={paths.serviceAccount(organization, account.id)} below={account.purpose} />
      ),
    }),
    column.accessor('status', { header: 'Status', cell: (cell) => <Status kind="member" is={cell.getValue()} /> }),
    column.accessor('role', { header: 'Role', cell: (cell) => roleWords[cell.getValue()].label, meta: { from: 'sm' } }),
    column.accessor((account) => account.sponsor?.name ?? '', {
      id: 'sponsor',
      header: 'Answered for by',
      cell: ({ row: { original: account } }) => (
        <>
          {account.sponsor?.name ?? 'Nobody'}
          {!account.sponsorActive && !account.caretaker && (
            <Text size="xs" c="dimmed">
              name somebody who is here
            </Text>
          )}
        </>
      ),
      meta: { from: 'md' },
    }),
    column.accessor('keys', { header: 'Keys', meta: { from: 'md' } }),
    column.accessor('lastUsedAt', {
      header: 'Last used',
      cell: (cell) => {
        const at = cell.getValue();
        return at === null ? 'Never' : <When at={at} />;
      },
      meta: { from: 'lg' },
    }),
  ]);

/** Who is no human: for CI/CD and for host products. */
export function ServiceAccountsPage() {
  const { organization } = route.useParams();
  const { search, archived } = route.useSearch();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const columns = useMemo(() => columnsFor(organization), [organization]);
  const isAdmin = data.caller.role === 'admin';
  return (
    <Page
      title="Service accounts"
      summary="For CI/CD and host products, so that nothing relies on a human’s sign-in. They never sign in."
      actions={
        <MayButton
          may={isAdmin ? { allowed: true } : { allowed: false, because: 'This needs the org role admin' }}
          to={paths.serviceAccountNew(organization)}
        >
          New service account
        </MayButton>
      }
    >
      <Section title="All service accounts" aside={<Filter />} flush>
        <QueryTable
          query={serviceAccountsQuery(organization, { search, archived: archived ? 'true' : undefined })}
          columns={columns}
          rowId={(account) => account.id}
          noun="service account"
          empty={
            <Empty
              icon={<IconRobot size={32} aria-hidden />}
              title="Nothing found"
              says="No service account fits this search. An admin makes one, and then a key for it."
            />
          }
        />
      </Section>
      <Outlet />
    </Page>
  );
}

function Filter() {
  const { search, archived } = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (part: string | undefined, too: boolean) =>
    void navigate({
      search: { ...(part && { search: part }), ...(too && { archived: true as const }) },
      replace: true,
    });
  return (
    <Group gap="xs" component="search">
      <SearchField
        label="Search by name or purpose"
        placeholder="Name or purpose"
        value={search ?? ''}
        onChange={(typed) => narrow(typed, archived === true)}
      />
      <Checkbox
        size="xs"
        label="Archived too"
        checked={archived === true}
        onChange={(event) => narrow(search, event.currentTarget.checked)}
      />
    </Group>
  );
}
