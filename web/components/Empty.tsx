import { EmptyState } from '@mantine/core';
import type { ReactNode } from 'react';

/** What stands where there is nothing: says so, why, and what to do next. */
export function Empty(props: { icon: ReactNode; title: string; says: string; action?: ReactNode }) {
  return (
    <EmptyState py="xl" px="md" icon={props.icon}>
      <EmptyState.Title>{props.title}</EmptyState.Title>
      <EmptyState.Description>{props.says}</EmptyState.Description>
      {props.action && <EmptyState.Actions>{props.action}</EmptyState.Actions>}
    </EmptyState>
  );
}
