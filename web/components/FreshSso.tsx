import { Button, Text } from '@mantine/core';
import { useRouterState } from '@tanstack/react-router';
import { useCommand } from '../command.ts';
import { leaveForProvider } from '../sso.ts';

/** Proves again who one is, at the organization's provider, and comes back to this page. */
export function FreshSso() {
  const { href, pathname } = useRouterState({ select: ({ location }) => location });
  const [, organization = ''] = /^\/o\/([^/]+)/.exec(pathname) ?? [];
  const leave = useCommand(() => leaveForProvider(organization, { to: href, fresh: true }));
  return (
    <>
      <Button
        mt="xs"
        size="xs"
        variant="default"
        loading={leave.pending}
        onClick={() => void leave.run(undefined).catch(() => undefined)}
      >
        Sign in again and come back
      </Button>
      {leave.problem && <Text size="sm">{leave.problem.message}</Text>}
    </>
  );
}
