import { Anchor, Group, Select, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconShieldSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Schema } from '../../client.ts';
import { Empty } from '../../components/Empty.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { ResourceSelect } from '../../components/ResourceSelect.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { permissionWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { problemOf } from '../../problem.ts';
import type { AccessSearch } from '../../search.ts';
import { resourceQuery, type WhoMay, whoMayQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/access');
const column = columnsOf<WhoMay>();
type Action = Schema<'AccessAction'>;

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('member.name', {
      header: 'Member',
      cell: ({ row: { original: who } }) => (
        <Anchor component={Link} to={paths.member(organization, who.member.id)} fw={600} fz="sm" underline="always">
          {who.member.name}
        </Anchor>
      ),
    }),
    column.accessor('allowed', {
      header: 'Decision',
      cell: (cell) => <Status kind="decision" is={cell.getValue() ? 'allowed' : 'refused'} />,
    }),
    column.accessor('because', {
      header: 'Why',
      cell: (cell) => (
        <Text size="sm" className="break">
          {cell.getValue()}
        </Text>
      ),
    }),
  ]);

/** Who can do this on that, and by what: for those who audit access. */
export function AccessPage() {
  const { organization } = route.useParams();
  const { resource, action = 'view', refused = false } = route.useSearch();
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Page title="Access" summary="Who may do what to a resource, and why: what an access check would answer now.">
      <Question organization={organization} />
      {resource !== undefined && (
        <Section title={`Who may ${permissionWords[action].label.toLowerCase()} it`} flush>
          <QueryTable
            query={whoMayQuery(organization, { resource, action, refused })}
            columns={columns}
            rowId={(who) => who.member.id}
            noun="member"
            empty={
              <Empty
                icon={<IconShieldSearch size={32} aria-hidden />}
                title="Nobody"
                says="Nobody may do this now. Show those who are refused to see who comes near, and what is missing."
              />
            }
          />
        </Section>
      )}
    </Page>
  );
}

function Question({ organization }: { organization: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { resource, action = 'view', refused = false } = search;
  const found = useQuery({ ...resourceQuery(organization, resource ?? ''), enabled: resource !== undefined });
  const ask = ({ resource: id, action: what, refused: too }: AccessSearch) =>
    void navigate({
      search: { ...(id && { resource: id }), ...(what && { action: what }), ...(too && { refused: too }) },
    });
  const actions = actionsOf(found.data?.kind);
  return (
    <Section title="Question">
      <Stack>
        <Group align="flex-end" grow preventGrowOverflow={false}>
          <ResourceSelect
            organization={organization}
            label="Resource"
            value={resource ?? null}
            chosen={found.data}
            onChange={(id) =>
              ask({ action: ofEveryKind(action), ...(refused && { refused }), ...(id !== null && { resource: id }) })
            }
          />
          <Select
            label="Action"
            allowDeselect={false}
            data={actions.map((one) => ({ value: one, label: permissionWords[one].label }))}
            value={action}
            onChange={(chosen) => ask({ ...search, action: chosen as Action })}
          />
        </Group>
        <Switch
          label="Show those too who are refused"
          checked={refused}
          onChange={(event) => {
            const { refused: _, ...rest } = search;
            ask(event.currentTarget.checked ? { ...rest, refused: true } : rest);
          }}
        />
        {found.error && <ProblemAlert problem={problemOf(found.error)} />}
      </Stack>
    </Section>
  );
}

/** Another resource may be of another kind, which doesn't know the action. */
function ofEveryKind(action: Action): Action {
  return action === 'use' || action === 'run' || action === 'reveal' ? 'view' : action;
}

/** A connection is used and revealed, everything else run. */
function actionsOf(kind: string | undefined): Action[] {
  const all: Action[] = ['view', 'use', 'run', 'edit', 'share', 'transfer', 'archive', 'reveal'];
  if (kind === undefined) return all;
  return all.filter((action) => (kind === 'connection' ? action !== 'run' : action !== 'use' && action !== 'reveal'));
}
