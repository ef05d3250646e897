import { List, Text } from '@mantine/core';
import type { Schema } from '../../client.ts';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';

interface ForecastProps {
  failing: readonly Schema<'FailingRuns'>[];
  keys: readonly Schema<'EndingKey'>[];
}

/** Every scheduled run of the next 14 days, asked of the access rules as they will be: which ones would fail. And the keys that end in these days. */
export function Forecast({ failing, keys }: ForecastProps) {
  return (
    <>
      {failing.length === 0 ? (
        <Text size="sm">No scheduled run of the next 14 days would fail.</Text>
      ) : (
        <List spacing="sm" size="sm">
          {failing.map((run) => (
            <List.Item key={`${run.scheduleId} ${run.firstAt}`}>
              <Failing run={run} />
            </List.Item>
          ))}
        </List>
      )}
      {keys.length > 0 && (
        <>
          <Text size="sm" fw={600} mt="md" mb="xs">
            {counted(keys.length, 'key that is in use ends', 'keys that are in use end')} in these days
          </Text>
          <List spacing="sm" size="sm">
            {keys.map((key) => (
              <List.Item key={key.id}>
                <Ending apiKey={key} />
              </List.Item>
            ))}
          </List>
        </>
      )}
    </>
  );
}

function Failing({ run }: { run: Schema<'FailingRuns'> }) {
  const at = run.resource.id === run.scheduleId ? '' : ` at ${run.resource.name ?? run.resource.id}`;
  return (
    <>
      <Text size="sm" fw={600} className="break">
        {run.scheduleName ?? run.scheduleId}: {counted(run.runs, 'run')} would fail
        {run.today && ', as they do today'}
      </Text>
      <Text size="sm" c="dimmed" className="break">
        First <When at={run.firstAt} inline />
        {run.runsAs && `, as ${run.runsAs.name}`}
        {at}: {run.because}
      </Text>
      <Text size="sm" className="break">
        {run.fix}
      </Text>
    </>
  );
}

function Ending({ apiKey: key }: { apiKey: Schema<'EndingKey'> }) {
  return (
    <>
      <Text size="sm" fw={600} className="break">
        {key.name ?? key.id}
        {key.holder && `, of ${key.holder.name}`}: ends <When at={key.endsAt} inline />
      </Text>
      {key.lastUsedAt !== null && (
        <Text size="sm" c="dimmed" className="break">
          Last used <When at={key.lastUsedAt} inline />
          {key.lastUsedFrom !== null && ` from ${key.lastUsedFrom}`}
        </Text>
      )}
      <Text size="sm" className="break">
        {key.fix}
      </Text>
    </>
  );
}
