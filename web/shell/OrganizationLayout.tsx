import { AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { IconDoor } from '@tabler/icons-react';
import { paths } from '../paths.ts';
import { organizationQuery } from '../session.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { ColorSchemeButton } from './ColorSchemeButton.tsx';
import { Navigation } from './Navigation.tsx';
import { OrganizationMenu } from './OrganizationMenu.tsx';

const route = getRouteApi('/o/$organization');

/** The frame of all pages of an organization. */
export function OrganizationLayout() {
  const { organization } = route.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const [opened, { toggle, close }] = useDisclosure();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'lg' }}
    >
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Navigation"
              aria-expanded={opened}
            />
            <Link to={paths.home()} className="brand" aria-label="Doorward">
              <IconDoor size={24} color="var(--mantine-color-door-filled)" aria-hidden />
              <Text fw={700} visibleFrom="sm">
                Doorward
              </Text>
            </Link>
            <OrganizationMenu organization={organization} name={data.name} />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <ColorSchemeButton />
            <AccountMenu name={data.caller.name} role={data.caller.role} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Main" className="navigation" mod={{ closed: !opened }}>
        <Navigation organization={organization} onNavigate={close} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <div className="page">
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
