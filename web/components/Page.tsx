import { Anchor, Box, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export interface PageProps {
  /** The page's only h1, and the first part of the window's title. */
  title: string;
  /** The pages above this one, outermost first. */
  crumbs?: readonly { label: string; to: string }[];
  /** What stands beside the title: a status. */
  badge?: ReactNode;
  /** One line below the title. */
  summary?: ReactNode;
  /** Buttons. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of every page inside an organization. */
export function Page({ title, crumbs = [], badge, summary, actions, children }: PageProps) {
  return (
    <Stack gap="lg">
      <title>{`${title} · Doorward`}</title>
      <Box>
        {crumbs.length > 0 && (
          <nav aria-label="Breadcrumb">
            <Breadcrumbs fz="sm" mb={6}>
              {crumbs.map((crumb) => (
                <Anchor key={crumb.to} component={Link} to={crumb.to} fz="sm" c="dimmed" underline="always">
                  {crumb.label}
                </Anchor>
              ))}
            </Breadcrumbs>
          </nav>
        )}
        <Group justify="space-between" align="flex-start" gap="sm">
          <Box maw="100%">
            <Group gap="sm">
              <Title order={1} fz={26} tabIndex={-1} className="page-title">
                {title}
              </Title>
              {badge}
            </Group>
            {summary && (
              <Text c="dimmed" size="sm" mt={4} component="div">
                {summary}
              </Text>
            )}
          </Box>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
      </Box>
      {children}
    </Stack>
  );
}
