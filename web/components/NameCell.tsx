import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** The first column of a list: what it is called, where it leads, and one more fact below. */
export function NameCell({ name, to, below }: { name: string; to: string; below?: ReactNode }) {
  return (
    <>
      <Anchor component={Link} to={to} fw={600} fz="sm" underline="always" className="break">
        {name}
      </Anchor>
      {below && (
        <Text size="xs" c="dimmed" className="break" component="div">
          {below}
        </Text>
      )}
    </>
  );
}
