import { Alert, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** One reason to wait. */
export function Waiting(props: {
  color: 'red' | 'orange' | 'blue';
  icon: ReactNode;
  title: string;
  children: ReactNode;
}) {
  return (
    <Alert
      color={props.color}
      variant="light"
      icon={props.icon}
      className={`tinted-${props.color}`}
      title={
        <Title order={2} fz="md">
          {props.title}
        </Title>
      }
    >
      <Text size="sm" component="div">
        {props.children}
      </Text>
    </Alert>
  );
}
