import { Avatar, Menu, UnstyledButton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconDevices, IconLogout } from '@tabler/icons-react';
import { api, take } from '../client.ts';
import { useCommand } from '../command.ts';
import { roleWords } from '../components/words.ts';
import { paths } from '../paths.ts';

/** Who I am here, and the way out. */
export function AccountMenu({ name, role }: { name: string; role: keyof typeof roleWords }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = useCommand(() => take(api.DELETE('/v1/session')));
  const leave = async (): Promise<void> => {
    await signOut.run(undefined);
    await navigate({ to: paths.signIn() });
    queries.clear();
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton aria-label={`${initials(name)}, account of ${name}`}>
          <Avatar radius="xl" size={32} color="door" variant="filled" aria-hidden>
            {initials(name)}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name}, {roleWords[role].label.toLowerCase()}
        </Menu.Label>
        <Menu.Item component={Link} to={paths.sessions()} leftSection={<IconDevices size={16} aria-hidden />}>
          Your sessions
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void leave().catch(() => undefined)}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  return [parts[0], parts.length > 1 ? parts.at(-1) : undefined]
    .map((part) => part?.charAt(0).toUpperCase() ?? '')
    .join('');
}
