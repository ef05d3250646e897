import { SegmentedControl, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { type ShownKey, ShownOnce } from '../../components/ShownOnce.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { ApiKeyActions } from './ApiKeyActions.tsx';
import { type ApiKey, apiKeysQuery } from './queries.ts';

const column = columnsOf<ApiKey>();

const columnsFor = (organization: string, show: (key: ShownKey) => void) =>
  column.columns([
    column.accessor('name', {
      header: 'Key',
      cell: ({ row: { original: key } }) => (
        <>
          <Text size="sm" fw={600} className="break">
            {key.name}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace" className="break">
            {key.prefix}…{key.lastFour}
          </Text>
        </>
      ),
    }),
    column.accessor(stateOf, {
      id: 'state',
      header: 'Status',
      cell: ({ row: { original: key } }) => (
        <>
          <Status kind="apiKey" is={stateOf(key)} />
          {stateOf(key) === 'ending' && key.graceUntil !== null && (
            <Text size="xs" c="dimmed" mt={4} component="div">
              <When at={key.graceUntil} inline />
            </Text>
          )}
          {key.usedAfterEndAt !== null && (
            <Text size="xs" fw={600} mt={4} component="div">
              Tried after its end: <When at={key.usedAfterEndAt} inline />
            </Text>
          )}
        </>
      ),
    }),
    column.accessor('holder.name', { header: 'Held by', meta: { from: 'sm' } }),
    column.accessor('expiresAt', {
      header: 'Ends',
      cell: (cell) => {
        const at = cell.getValue();
        return at === null ? <Text size="sm">Never</Text> : <When at={at} />;
      },
      meta: { from: 'lg' },
    }),
    column.accessor('lastUsedAt', {
      header: 'Last used',
      cell: ({ row: { original: key } }) => (
        <>
          {key.lastUsedAt === null ? 'Never' : <When at={key.lastUsedAt} />}
          {key.lastUsedFrom !== null && (
            <Text size="xs" c="dimmed">
              from {key.lastUsedFrom}
            </Text>
          )}
        </>
      ),
      meta: { from: 'md' },
    }),
    column.display({
      id: 'actions',
      header: 'Actions',
      cell: ({ row }) => <ApiKeyActions organization={organization} apiKey={row.original} show={show} />,
      meta: { srOnly: true },
    }),
  ]);

interface Props {
  organization: string;
  title: string;
  /** only this one's */
  holder?: string;
}

/** Keys, with what can be done with each; the secret of a new one shows once. */
export function ApiKeysTable({ organization, title, holder }: Props) {
  const [shown, setShown] = useState<ShownKey | null>(null);
  const [state, setState] = useState<'all' | 'good' | 'ended'>('all');
  const columns = useMemo(() => columnsFor(organization, setShown), [organization]);
  return (
    <Section title={title} aside={<StateFilter value={state} onChange={setState} />} flush>
      <QueryTable
        query={apiKeysQuery(organization, { holderId: holder, state: state === 'all' ? undefined : state })}
        columns={columns}
        rowId={(key) => key.id}
        noun="key"
        empty={
          <Empty
            icon={<IconKey size={32} aria-hidden />}
            title="No keys"
            says="None here, and none that you may see."
          />
        }
      />
      <ShownOnce shown={shown} onClose={() => setShown(null)} />
    </Section>
  );
}

function StateFilter(props: { value: 'all' | 'good' | 'ended'; onChange: (state: 'all' | 'good' | 'ended') => void }) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Show"
      value={props.value}
      onChange={(state) => props.onChange(state as 'all')}
      data={[
        { value: 'all', label: 'All' },
        { value: 'good', label: 'Good' },
        { value: 'ended', label: 'Ended' },
      ]}
    />
  );
}

function stateOf(key: ApiKey): 'active' | 'ending' | 'ended' {
  const now = Date.now();
  const over = (at: string | null) => at !== null && Date.parse(at) <= now;
  if (key.revokedAt !== null || over(key.expiresAt) || over(key.graceUntil)) return 'ended';
  return key.graceUntil === null ? 'active' : 'ending';
}
