import { Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { IconKey } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { Status } from '../../components/Status.tsx';
import { columnsOf } from '../../components/table.ts';
import { When } from '../../components/When.tsx';
import { ApiKeyActions } from './ApiKeyActions.tsx';
import { type ApiKey, apiKeysQuery } from './queries.ts';
import { type ShownKey, ShownOnce } from './ShownOnce.tsx';

const route = getRouteApi('/o/$organization/api-keys');
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

/** Keys of service accounts and people: who holds them, when they were used last, and the secret of a new one, once. */
export function ApiKeysPage() {
  const { organization } = route.useParams();
  const [shown, setShown] = useState<ShownKey | null>(null);
  const columns = useMemo(() => columnsFor(organization, setShown), [organization]);
  return (
    <Page
      title="API keys"
      summary="A key that a removal made in place of another shows its secret once, to its new owner."
    >
      <Section title="All keys" flush>
        <QueryTable
          query={apiKeysQuery(organization)}
          columns={columns}
          rowId={(key) => key.id}
          noun="key"
          empty={
            <Empty
              icon={<IconKey size={32} aria-hidden />}
              title="No keys"
              says="None of yours, and none that you may see. Programs make them over the API."
            />
          }
        />
      </Section>
      <ShownOnce shown={shown} onClose={() => setShown(null)} />
    </Page>
  );
}

function stateOf(key: ApiKey): 'active' | 'ending' | 'ended' {
  const now = Date.now();
  const over = (at: string | null) => at !== null && Date.parse(at) <= now;
  if (key.revokedAt !== null || over(key.expiresAt) || over(key.graceUntil)) return 'ended';
  return key.graceUntil === null ? 'active' : 'ending';
}
