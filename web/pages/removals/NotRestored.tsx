import { List, Text } from '@mantine/core';
import type { Schema } from '../../client.ts';
import { capitalized, counted } from '../../components/words.ts';
import { whyWords } from '../reinstatements/words.ts';
import { kindWords } from './words.ts';

interface NotRestoredProps {
  lost: Schema<'MemberPlan'>['notRestored'];
  /** how long after its end the policy lets a removal be undone */
  days: number;
}

/** Said beforehand: what no reinstatement would bring back. All else it would, exactly. */
export function NotRestored({ lost, days }: NotRestoredProps) {
  const until = days === 0 ? 'while it runs' : `until ${counted(days, 'day')} after its end`;
  return (
    <>
      <Text size="sm">
        The removal can be undone by a reinstatement {until}, unless personal data is removed permanently.{' '}
        {lost.length === 0 ? 'All of the above would come back.' : 'All of the above would come back, but for:'}
      </Text>
      {lost.length > 0 && (
        <List size="sm" mt="xs">
          {lost.map(({ kind, title, count, why }) => (
            <List.Item key={kind}>
              {kindWords[kind] ?? capitalized(title)}: {count}. {whyWords[why]}.
            </List.Item>
          ))}
        </List>
      )}
    </>
  );
}
