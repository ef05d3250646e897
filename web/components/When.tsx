import { Text } from '@mantine/core';
import { absolute, relative } from './time.ts';
import { useNow } from './use-now.ts';

/** An instant, as people need it: how far away, and when exactly with its time zone. */
export function When({ at, timeZone, inline = false }: { at: string; timeZone?: string; inline?: boolean }) {
  const now = useNow();
  const exact = absolute(at, timeZone);
  if (inline) {
    return (
      <time dateTime={at} className="num">
        {exact} ({relative(at, now)})
      </time>
    );
  }
  return (
    <time dateTime={at} className="num nowrap">
      <Text span size="sm" display="block">
        {relative(at, now)}
      </Text>
      <Text span size="xs" c="dimmed" display="block">
        {exact}
      </Text>
    </time>
  );
}
