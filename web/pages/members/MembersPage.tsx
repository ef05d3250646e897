import { Anchor, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { StatusFilter } from '../../components/StatusFilter.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { relationshipWords, roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { type Member, type MemberFilter, membersQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/members');
const column = columnsOf<Member>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('name', {
      header: 'Name',
      cell: ({ row: { original: member } }) => (
        <>
          <Anchor component={Link} to={paths.member(organization, member.id)} fw={600} fz="sm" underline="always">
            {member.name}
          </Anchor>
          <Text size="xs" c="dimmed" className="break">
            {member.email ?? (member.kind === 'service_account' ? 'Service account' : '')}
          </Text>
        </>
      ),
    }),
    column.accessor('status', { header: 'Status', cell: (cell) => <Status kind="member" is={cell.getValue()} /> }),
    column.accessor('role', {
      header: 'Role',
      cell: ({ row: { original: member } }) => member.customRole?.name ?? roleWords[member.role].label,
      meta: { from: 'sm' },
    }),
    column.accessor('relationship', {
      header: 'Relationship',
      cell: ({ row: { original: member } }) =>
        member.kind === 'person' ? relationshipWords[member.relationship] : 'Automation',
      meta: { from: 'md' },
    }),
    column.accessor((member) => member.teams.map((team) => team.name).join(', '), {
      id: 'teams',
      header: 'Teams',
      meta: { from: 'md' },
    }),
    column.accessor('endsAt', {
      header: 'Ends',
      cell: (cell) => {
        const at = cell.getValue();
        return at === null ? <Text size="sm">No end date</Text> : <When at={at} />;
      },
      meta: { from: 'lg' },
    }),
  ]);

/** Who belongs to the organization. */
export function MembersPage() {
  const { organization } = route.useParams();
  const filter = route.useSearch();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Page
      title="Members"
      summary={`Everyone in ${data.name}: people and service accounts.`}
      actions={
        <MayButton
          may={data.may.invite}
          to={paths.invitationNew(organization)}
          leftSection={<IconUserPlus size={16} aria-hidden />}
        >
          Invite
        </MayButton>
      }
    >
      <Section title="All members" aside={<Filter filter={filter} />} flush>
        <QueryTable
          query={membersQuery(organization, filter)}
          columns={columns}
          rowId={(member) => member.id}
          noun="member"
          empty={
            <Empty
              icon={<IconUsers size={32} aria-hidden />}
              title="Nobody found"
              says="No member fits this search. Try a part of the name, or another status."
            />
          }
        />
      </Section>
    </Page>
  );
}

function Filter({ filter }: { filter: MemberFilter }) {
  const navigate = route.useNavigate();
  const [search, setSearch] = useState(filter.search ?? '');
  const narrow = ({ status, search: part }: MemberFilter) =>
    void navigate({ search: { ...(status && { status }), ...(part && { search: part }) }, replace: true });
  const searchSoon = useDebouncedCallback((typed: string) => narrow({ ...filter, search: typed.trim() }), 250);
  const type = (typed: string) => {
    setSearch(typed);
    searchSoon(typed);
  };
  return (
    <Group gap="xs" component="search">
      <TextInput
        size="xs"
        w={200}
        type="search"
        aria-label="Search by name or address"
        placeholder="Name or address"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <StatusFilter kind="member" value={filter.status} onChange={(status) => narrow({ ...filter, status })} />
    </Group>
  );
}
