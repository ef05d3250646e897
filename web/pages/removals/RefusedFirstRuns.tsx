import { List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Notice } from '../../components/Notice.tsx';
import { When } from '../../components/When.tsx';
import { counted } from '../../components/words.ts';
import { type Removal, refusedFirstRunsQuery } from './queries.ts';
import { itemName } from './words.ts';

/** What was handed over and was refused when it first ran as somebody else: the one thing a removal promises not to do. */
export function RefusedFirstRuns({ organization, removal }: { organization: string; removal: Removal }) {
  const list = useQuery(refusedFirstRunsQuery(organization, removal.id));
  const items = list.data?.items ?? [];
  return (
    <Notice
      kind="failure"
      heading
      title={`${counted(removal.firstRunsRefused, 'first run was', 'first runs were')} refused`}
    >
      Give whoever it runs as what it needs, or let it run as somebody else.
      <List size="sm" mt="xs">
        {items.map((item) => (
          <List.Item key={item.key}>
            <Text span size="sm" fw={600} className="break">
              {itemName(item)}
            </Text>{' '}
            as {item.successor?.name ?? 'whoever got it'}
            {item.firstRun !== null && (
              <>
                , <When at={item.firstRun.at} inline />: {item.firstRun.because}
              </>
            )}
          </List.Item>
        ))}
      </List>
    </Notice>
  );
}
