import { Checkbox, Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { IconStack2 } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Section } from '../../components/Section.tsx';
import { resourceColumns } from './columns.tsx';
import { kindsQuery, resourcesQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/resources');

/** What hosts have registered: who answers for each, and as whom it runs. */
export function ResourcesPage() {
  const { organization } = route.useParams();
  const { search, kind, archived } = route.useSearch();
  const columns = useMemo(() => resourceColumns(organization), [organization]);
  const filter = { search, kind, archived: archived ? ('true' as const) : undefined };
  return (
    <Page
      title="Resources"
      summary="Pipelines, connections, schedules and what else your host products have registered."
    >
      <Section title="All resources" aside={<Filter />} flush>
        <QueryTable
          query={resourcesQuery(organization, filter)}
          columns={columns}
          rowId={(resource) => resource.id}
          noun="resource"
          empty={
            <Empty
              icon={<IconStack2 size={32} aria-hidden />}
              title="Nothing found"
              says="No resource that you may see fits this search. Host products register them over the API."
            />
          }
        />
      </Section>
      <Outlet />
    </Page>
  );
}

function Filter() {
  const { organization } = route.useParams();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const kinds = useQuery(kindsQuery(organization));
  const narrow = ({ search, kind, archived }: typeof filter) =>
    void navigate({
      search: { ...(search && { search }), ...(kind && { kind }), ...(archived && { archived }) },
      replace: true,
    });
  return (
    <Group gap="xs" component="search">
      <SearchField
        label="Search by name or host’s id"
        placeholder="Name or host’s id"
        value={filter.search ?? ''}
        onChange={(search) => narrow({ ...filter, search })}
      />
      <Select
        size="xs"
        w={150}
        aria-label="Kind"
        placeholder="Any kind"
        clearable
        clearButtonProps={{ 'aria-label': 'Any kind' }}
        data={(kinds.data?.items ?? []).map(({ name, title }) => ({ value: name, label: title }))}
        value={filter.kind ?? null}
        onChange={(kind) => narrow({ ...filter, kind: kind ?? '' })}
      />
      <Checkbox
        size="xs"
        label="Archived too"
        checked={filter.archived === true}
        onChange={(event) => {
          const { archived: _, ...rest } = filter;
          narrow(event.currentTarget.checked ? { ...rest, archived: true } : rest);
        }}
      />
    </Group>
  );
}
