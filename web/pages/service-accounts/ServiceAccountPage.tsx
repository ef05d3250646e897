import { Anchor } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { IconStack2 } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { When } from '../../components/When.tsx';
import { roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { ApiKeysTable } from '../api-keys/ApiKeysTable.tsx';
import { resourceColumns } from '../resources/columns.tsx';
import { resourcesQuery } from '../resources/queries.ts';
import { serviceAccountQuery, type ServiceAccount } from './queries.ts';
import { ServiceAccountActions } from './ServiceAccountActions.tsx';

const route = getRouteApi('/o/$organization/service-accounts/$serviceAccount');

/** One service account: what it is for, who answers for it, its keys, and what runs as it. */
export function ServiceAccountPage() {
  const { organization, serviceAccount: id } = route.useParams();
  const { data: account } = useSuspenseQuery(serviceAccountQuery(organization, id));
  const columns = useMemo(() => resourceColumns(organization), [organization]);
  return (
    <Page
      title={account.name}
      crumbs={[{ label: 'Service accounts', to: paths.serviceAccounts(organization) }]}
      badge={<Status kind="member" is={account.status} />}
      summary={account.purpose}
      actions={<ServiceAccountActions organization={organization} account={account} />}
    >
      {!account.sponsorActive && !account.caretaker && account.archivedAt === null && (
        <Notice kind="warning" title="Nobody who is here answers for it">
          Name somebody, so that someone is told before its keys end.
        </Notice>
      )}
      <Section title="Facts">
        <AccountFacts organization={organization} account={account} />
      </Section>
      <ApiKeysTable organization={organization} holder={account.id} title="API keys" />
      <Section title="What runs as it" flush>
        <QueryTable
          query={resourcesQuery(organization, { runsAsId: id })}
          columns={columns}
          rowId={(resource) => resource.id}
          noun="resource"
          empty={
            <Empty
              icon={<IconStack2 size={32} aria-hidden />}
              title="Nothing runs as it"
              says="No resource that you may see has its authority."
            />
          }
        />
      </Section>
      <Outlet />
    </Page>
  );
}

function AccountFacts({ organization, account }: { organization: string; account: ServiceAccount }) {
  const { sponsor, role } = account;
  const when = (at: string | null) => at && <When at={at} inline />;
  return (
    <Facts
      facts={[
        ['Role', `${roleWords[role].label}: ${roleWords[role].says}`],
        ['Teams', account.teams.map((team) => `${team.name} (${team.role})`).join(', ') || 'None'],
        [
          'Answered for by',
          sponsor && (
            <Anchor component={Link} to={paths.member(organization, sponsor.id)} fz="sm" underline="always">
              {sponsor.name}
            </Anchor>
          ),
        ],
        ['Last used', when(account.lastUsedAt)],
        ['Made', when(account.createdAt)],
        ['Suspended', when(account.suspendedAt)],
        ['Archived', when(account.archivedAt)],
      ]}
    />
  );
}
