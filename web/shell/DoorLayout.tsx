import { Card, Container, Group, Stack, Text, Title } from '@mantine/core';
import { IconDoor } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ColorSchemeButton } from './ColorSchemeButton.tsx';

/** The frame of the pages before an organization: sign in, join, choose. */
export function DoorLayout({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Container size={460} py={{ base: 'md', sm: 60 }}>
      <title>{`${title} · Doorward`}</title>
      <Group component="header" justify="space-between" mb="lg">
        <Group gap="xs">
          <IconDoor size={28} color="var(--mantine-color-door-filled)" aria-hidden />
          <Text fw={700} fz="lg">
            Doorward
          </Text>
        </Group>
        <ColorSchemeButton />
      </Group>
      <Card component="main" id="main" tabIndex={-1} withBorder padding="lg">
        <Stack>
          <Title order={1} fz={22} tabIndex={-1} className="page-title">
            {title}
          </Title>
          {children}
        </Stack>
      </Card>
    </Container>
  );
}
