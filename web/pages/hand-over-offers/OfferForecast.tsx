import { List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { problemOf } from '../../problem.ts';
import { offerForecastQuery } from './queries.ts';

/** What would run as the successor in the 14 days after the hand-over, and what of it would be refused. */
export function OfferForecast({ organization, offer }: { organization: string; offer: string }) {
  const { data, error } = useQuery(offerForecastQuery(organization, offer));
  if (error) return <ProblemAlert problem={problemOf(error)} />;
  if (data === undefined)
    return (
      <Text size="sm" c="dimmed">
        Looking at its schedules …
      </Text>
    );
  if (data.schedules === 0) return <Text size="sm">No schedule would run anything as whoever takes it.</Text>;
  return (
    <>
      <Text size="sm" fw={600}>
        {data.failing.length === 0
          ? `${counted(data.schedules, 'schedule')} would run, and nothing of it would be refused.`
          : `Of ${counted(data.schedules, 'schedule')} this would be refused:`}
      </Text>
      <List size="sm" mt="xs" spacing={4}>
        {data.failing.map((one) => (
          <List.Item key={`${one.scheduleId} ${one.firstAt}`}>
            <Text span size="sm" className="break">
              {one.name ?? one.scheduleId}: {counted(one.runs, 'run')}, first <When at={one.firstAt} inline />
              {one.resource.id !== one.scheduleId && `, at ${one.resource.name ?? one.resource.id}`}: {one.because}
            </Text>
          </List.Item>
        ))}
      </List>
      {data.failing.length > 0 && (
        <Text size="sm" fw={600} mt="sm">
          All that would run
        </Text>
      )}
      <List size="sm" mt="xs" spacing={4}>
        {data.runs.map((run) => (
          <List.Item key={run.scheduleId}>
            <Text span size="sm" className="break">
              {run.name ?? 'A schedule that can’t be seen yet'}: {counted(run.runs, 'run')}, first{' '}
              <When at={run.firstAt} inline />
            </Text>
          </List.Item>
        ))}
      </List>
      {data.schedules > data.runs.length && (
        <Text size="sm" c="dimmed">
          The others don’t run in these days, or come after the first hundred.
        </Text>
      )}
    </>
  );
}
