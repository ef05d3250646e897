import { Anchor } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { IconStack2 } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { type ShownKey, ShownOnce } from '../../components/ShownOnce.tsx';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';
import { BookmarkStar } from '../bookmarks/BookmarkStar.tsx';
import { resourceColumns } from '../resources/columns.tsx';
import { resourceQuery, resourcesQuery } from '../resources/queries.ts';
import { ResourceActions } from '../resources/ResourceActions.tsx';
import { SharesTable } from '../shares/SharesTable.tsx';
import { ExposuresTable } from './ExposuresTable.tsx';
import { type Connection, connectionQuery } from './queries.ts';
import { SecretActions } from './SecretActions.tsx';
import { VersionsTable } from './VersionsTable.tsx';

const route = getRouteApi('/o/$organization/connections/$connection');

/** One connection: what runs on it, its secret's versions, and who could have known which. */
export function ConnectionPage() {
  const { organization, connection: id } = route.useParams();
  const { data: connection } = useSuspenseQuery(connectionQuery(organization, id));
  const resource = useQuery(resourceQuery(organization, id));
  const [shown, setShown] = useState<ShownKey | null>(null);
  const columns = useMemo(() => resourceColumns(organization), [organization]);
  return (
    <Page
      title={connection.name}
      crumbs={[{ label: 'Connections', to: paths.connections(organization) }]}
      badge={<BookmarkStar organization={organization} resource={{ ...connection, kind: 'connection' }} />}
      summary={`${connection.provider}, ${connection.hostId} at the host`}
      actions={
        <>
          <SecretActions organization={organization} connection={connection} show={setShown} />
          {resource.data && <ResourceActions organization={organization} resource={resource.data} />}
        </>
      }
    >
      {connection.rotateBy !== null && (
        <Notice kind="warning" title="Set a new secret">
          Someone who knows it may no longer use it. A new one is due <When at={connection.rotateBy} inline />.
        </Notice>
      )}
      <Section title="Facts">
        <ConnectionFacts organization={organization} connection={connection} />
      </Section>
      {connection.secretVersion !== null && (
        <VersionsTable organization={organization} connection={connection} show={setShown} />
      )}
      <ExposuresTable organization={organization} connection={id} />
      <Section title="What runs on it" flush>
        <QueryTable
          query={resourcesQuery(organization, { connectionId: id })}
          columns={columns}
          rowId={(used) => used.id}
          noun="resource"
          empty={
            <Empty
              icon={<IconStack2 size={32} aria-hidden />}
              title="Nothing runs on it"
              says="No resource that you may see uses it."
            />
          }
        />
      </Section>
      <SharesTable organization={organization} resource={id} may={connection.may.share} />
      <ShownOnce shown={shown} onClose={() => setShown(null)} />
      <Outlet />
    </Page>
  );
}

function ConnectionFacts({ organization, connection }: { organization: string; connection: Connection }) {
  const consent = (
    <Anchor component={Link} to={paths.connectionConsent(organization, connection.id)} size="sm" underline="always">
      See whose, or give another
    </Anchor>
  );
  return (
    <Facts
      facts={[
        ['Owner', connection.owner.type === 'team' ? `Team ${connection.owner.name}` : connection.owner.name],
        ['Team', connection.team?.name],
        ['Signs in by', connection.auth === 'oauth' ? 'a person’s consent (OAuth)' : 'a secret'],
        ['Consent', connection.auth === 'oauth' ? consent : undefined],
        ['Secret set', connection.secretSetAt && <When at={connection.secretSetAt} inline />],
        ['Set by', connection.secretSetBy?.name],
        ['Registered', <When key="at" at={connection.createdAt} inline />],
        ['Archived', connection.archivedAt && <When at={connection.archivedAt} inline />],
      ]}
    />
  );
}
