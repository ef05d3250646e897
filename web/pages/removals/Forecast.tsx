import { List, Text } from '@mantine/core';
import type { Schema } from '../../client.ts';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';

/** Every scheduled run of the next 14 days, asked of the access rules as they will be: which ones would fail. */
export function Forecast({ failing }: { failing: readonly Schema<'FailingRuns'>[] }) {
  if (failing.length === 0) return <Text size="sm">No scheduled run of the next 14 days would fail.</Text>;
  return (
    <List spacing="sm" size="sm">
      {failing.map((run) => (
        <List.Item key={run.scheduleId}>
          <Text size="sm" fw={600} className="break">
            {run.scheduleName ?? run.scheduleId}: {counted(run.runs, 'run')} would fail
            {run.today && ', as they do today'}
          </Text>
          <Text size="sm" c="dimmed" className="break">
            First <When at={run.firstAt} inline />
            {run.runsAs && `, as ${run.runsAs.name}`}: {run.because}
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
