import { Card, Group, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface SectionProps {
  title: string;
  aside?: ReactNode;
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

/** A titled part of a page. `flush`: the content (a table) reaches the edges. */
export function Section(props: SectionProps) {
  const id = useId();
  const padding = { base: 'md', sm: 'lg' };
  return (
    <Card withBorder padding={0} component="section" aria-labelledby={id} className={props.className}>
      <Group justify="space-between" gap="sm" px={padding} pt={padding} pb="sm">
        <Title order={2} fz="md" id={id}>
          {props.title}
        </Title>
        {props.aside}
      </Group>
      {props.flush ? (
        props.children
      ) : (
        <Card padding={0} px={padding} pb={padding} radius={0} bg="transparent">
          {props.children}
        </Card>
      )}
    </Card>
  );
}
