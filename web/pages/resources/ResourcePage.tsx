import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { IconCalendarTime } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { duration } from '../../components/time.ts';
import { When } from '../../components/When.tsx';
import { humanize } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { BookmarkStar } from '../bookmarks/BookmarkStar.tsx';
import { SharesTable } from '../shares/SharesTable.tsx';
import { resourceColumns, runsAsText } from './columns.tsx';
import { type Resource, resourceQuery, resourcesQuery } from './queries.ts';
import { ResourceActions } from './ResourceActions.tsx';

const route = getRouteApi('/o/$organization/resources/$resource');

/** One resource: who answers for it, as whom it runs, what runs it, and who may do what. */
export function ResourcePage() {
  const { organization, resource: id } = route.useParams();
  const { data: resource } = useSuspenseQuery(resourceQuery(organization, id));
  const columns = useMemo(() => resourceColumns(organization), [organization]);
  return (
    <Page
      title={resource.name}
      crumbs={[{ label: 'Resources', to: paths.resources(organization) }]}
      badge={<BookmarkStar organization={organization} resource={resource} />}
      summary={`${humanize(resource.kind)}, ${resource.hostId} at the host`}
      actions={<ResourceActions organization={organization} resource={resource} />}
    >
      {resource.archivedAt !== null && (
        <Notice kind="info" title="It is archived">
          It may be seen, and nothing else. Whoever could archive it can restore it.
        </Notice>
      )}
      <Section title="Facts">
        <ResourceFacts resource={resource} />
      </Section>
      <Section title="What runs it" flush>
        <QueryTable
          query={resourcesQuery(organization, { targetId: id })}
          columns={columns}
          rowId={(schedule) => schedule.id}
          noun="schedule"
          empty={
            <Empty
              icon={<IconCalendarTime size={32} aria-hidden />}
              title="Nothing runs it"
              says="No schedule has it as its target."
            />
          }
        />
      </Section>
      <SharesTable organization={organization} resource={id} may={resource.may.share} />
      <Outlet />
    </Page>
  );
}

export function ResourceFacts({ resource }: { resource: Resource }) {
  const when = (at: string | null) => at && <When at={at} inline />;
  return (
    <Facts
      facts={[
        ['Owner', resource.owner.type === 'team' ? `Team ${resource.owner.name}` : resource.owner.name],
        ['Runs as', resource.kind === 'connection' ? undefined : runsAsText(resource)],
        ['Author', resource.author?.name],
        ['Team', resource.team?.name],
        ['Runs every', resource.everySeconds === null ? undefined : duration(resource.everySeconds * 1_000)],
        ['Next run', when(resource.nextRunAt)],
        ['Connections', resource.connectionIds.length === 0 ? undefined : String(resource.connectionIds.length)],
        ['Registered', when(resource.createdAt)],
        ['Archived', when(resource.archivedAt)],
      ]}
    />
  );
}
