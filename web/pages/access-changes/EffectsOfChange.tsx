import { List, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../../client.ts';
import { Notice } from '../../components/Notice.tsx';
import { When } from '../../components/When.tsx';
import { counted, humanize, permissionWords } from '../../components/words.ts';
import type { Effects } from './queries.ts';

const MOST_SHOWN = 20;

/** What a change of access does, worst first, before it is made. */
export function EffectsOfChange({ effects }: { effects: Effects }) {
  const { items, missing, stillRefused, stillRefusedTotal, refusedTotal, forecast, lost, lostTotal, keys, secrets } =
    effects;
  const nothing = refusedTotal + items.length + lostTotal + secrets.length === 0 && !effects.administration;
  if (nothing) return <Notice kind="success" title="Nothing stops, and nobody loses access to anything" />;
  return (
    <Stack gap="md">
      {missing > 0 && (
        <Notice kind="failure" title={`Nobody can receive ${counted(missing, 'item')}`}>
          Choose who takes over.
        </Notice>
      )}
      {stillRefusedTotal > 0 && (
        <Part
          title={`${counted(stillRefusedTotal, 'refusal')} in spite of the hand-over`}
          rows={stillRefused}
          total={stillRefusedTotal}
          of={refusal}
        />
      )}
      <Stops effects={effects} />
      {items.length > 0 && (
        <Part
          title={`Handed over with it: ${counted(items.length, 'item')}`}
          rows={items}
          total={items.length}
          of={handed}
        />
      )}
      {forecast.length > 0 && (
        <Part
          title="Scheduled runs that would fail without that"
          rows={forecast}
          total={forecast.length}
          of={failing}
        />
      )}
      {effects.administration && <Text size="sm">They no longer administer the organization.</Text>}
      {lostTotal > 0 && (
        <Part title={`They lose access to ${counted(lostTotal, 'resource')}`} rows={lost} total={lostTotal} of={loss} />
      )}
      {secrets.length > 0 && (
        <Part
          title={`They know ${counted(secrets.length, 'secret')} that they may no longer use`}
          rows={secrets}
          total={secrets.length}
          of={secret}
        />
      )}
      {keys.length > 0 && (
        <Part
          title={`Their ${counted(keys.length, 'key')} stay, and may do no more than they`}
          rows={keys}
          total={keys.length}
          of={key}
        />
      )}
    </Stack>
  );
}

function Stops({ effects: { refusedTotal, refused, items, stillRefusedTotal } }: { effects: Effects }) {
  if (refusedTotal === 0) return <Text size="sm">No automation stops.</Text>;
  const automation = new Set(refused.map((run) => run.automation.id)).size;
  const saved = items.length > 0 && stillRefusedTotal === 0;
  return (
    <Notice
      kind="warning"
      title={`${counted(automation, 'automation')} would stop${saved ? `, and ${automation === 1 ? 'is' : 'are'} handed over` : ''}`}
    >
      {saved
        ? 'Everything goes on as whoever receives it, with the connections that it needs.'
        : 'Look at what is refused.'}
    </Notice>
  );
}

interface PartProps<Row> {
  title: string;
  rows: readonly Row[];
  total: number;
  of: (row: Row) => { id: string; name: ReactNode; says: ReactNode };
}

function Part<Row>({ title, rows, total, of }: PartProps<Row>) {
  return (
    <section>
      <Title order={3} fz="sm" mb="xs">
        {title}
      </Title>
      <List size="sm" spacing={4}>
        {rows.slice(0, MOST_SHOWN).map((row) => {
          const { id, name, says } = of(row);
          return (
            <List.Item key={id}>
              <Text span size="sm" fw={600} className="break">
                {name}
              </Text>{' '}
              <Text span size="sm" c="dimmed" className="break">
                {says}
              </Text>
            </List.Item>
          );
        })}
      </List>
      {total > MOST_SHOWN && (
        <Text size="sm" c="dimmed">
          And {counted(total - MOST_SHOWN, 'other')}.
        </Text>
      )}
    </section>
  );
}

const nameOf = ({ id, name }: { id: string; name: string | null }): string => name ?? id;

const refusal = ({ automation, resource, runsAs, because }: Schema<'RefusedRun'>) => ({
  id: `${automation.id} ${resource.id}`,
  name: nameOf(automation),
  says: `as ${runsAs.name}${resource.id === automation.id ? '' : `, at ${nameOf(resource)}`}: ${because}`,
});

const handed = ({ key: id, title, objectName, objectId, successor }: Schema<'PreviewItem'>) => ({
  id,
  name: objectName ?? objectId,
  says: `${title}: ${successor === null ? 'nobody can receive it' : `goes to ${successor.name}`}`,
});

const failing = ({ scheduleId, scheduleName, runs, firstAt, because }: Schema<'FailingRuns'>) => ({
  id: `${scheduleId} ${because}`,
  name: scheduleName ?? scheduleId,
  says: (
    <>
      {counted(runs, 'run')}, first <When at={firstAt} inline />: {because}
    </>
  ),
});

const loss = ({ member, resource, actions }: Effects['lost'][number]) => ({
  id: `${member.id} ${resource.id}`,
  name: nameOf(resource),
  says: `${member.name}: ${actions.map((action) => (action in permissionWords ? permissionWords[action as keyof typeof permissionWords].label.toLowerCase() : action)).join(', ')}`,
});

const secret = ({ id, name, kind, how, action }: Effects['secrets'][number]) => ({
  id,
  name: name ?? humanize(kind),
  says: `${how.replaceAll('-', ' ')} by them: ${action === 'rotate' ? 'a new key takes its place after the grace' : 'its owner has to set a new one'}`,
});

const key = ({ id, name, inUse, lastUsedAt, lastUsedFrom }: Effects['keys'][number]) => ({
  id,
  name: name ?? id,
  says: inUse ? (
    <>
      in use, last {lastUsedAt !== null && <When at={lastUsedAt} inline />}
      {lastUsedFrom !== null && ` from ${lastUsedFrom}`}
    </>
  ) : (
    'not in use'
  ),
});
