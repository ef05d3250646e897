import { Button, Menu, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconCheck, IconSelector } from '@tabler/icons-react';
import { paths } from '../paths.ts';
import { sessionQuery } from '../session.ts';

/** Switches between the organizations that the person belongs to; says which ones ask for a new sign-in. */
export function OrganizationMenu({ organization, name }: { organization: string; name: string }) {
  const session = useQuery(sessionQuery);
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          maw={{ base: 150, sm: 260 }}
          rightSection={<IconSelector size={14} aria-hidden />}
          aria-label={`Organization ${name}: switch`}
        >
          <Text span truncate size="sm" fw={600}>
            {name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Organizations</Menu.Label>
        {(session.data?.organizations ?? []).map((each) => (
          <Menu.Item
            key={each.id}
            component={Link}
            to={each.open ? paths.members(each.id) : paths.home()}
            aria-current={each.id === organization}
            leftSection={
              each.id === organization ? <IconCheck size={14} aria-hidden /> : <span className="icon-space" />
            }
          >
            {each.name}
            {!each.open && (
              <Text span size="xs" c="dimmed" display="block">
                {each.status === 'active' ? 'asks for a new sign-in' : `you are ${each.status} there`}
              </Text>
            )}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
