import { Button, Menu, ScrollArea, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconCheck, IconSearch, IconSelector } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schema } from '../client.ts';
import { opensBySso, whyShut } from '../pages/home/why-shut.ts';
import { paths } from '../paths.ts';
import { sessionQuery } from '../session.ts';

/** With more than these a list is searched. */
const MANY = 7;

/** Switches between the organizations that the person belongs to; says which ones ask for a new sign-in. */
export function OrganizationMenu({ organization, name }: { organization: string; name: string }) {
  const session = useQuery(sessionQuery);
  const [typed, setTyped] = useState('');
  const all = session.data?.organizations ?? [];
  const part = typed.trim().toLowerCase();
  const found = all.filter((each) => each.name.toLowerCase().includes(part) || each.slug.includes(part));
  return (
    <Menu position="bottom-start" width={280} onClose={() => setTyped('')}>
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
        {all.length > MANY && (
          <TextInput
            size="xs"
            mb={4}
            type="search"
            aria-label="Search organizations"
            placeholder="Name or slug"
            leftSection={<IconSearch size={14} aria-hidden />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <ScrollArea.Autosize mah={360}>
          {found.map((each) => (
            <Menu.Item
              key={each.id}
              component={Link}
              to={placeOf(each)}
              aria-current={each.id === organization}
              leftSection={
                each.id === organization ? <IconCheck size={14} aria-hidden /> : <span className="icon-space" />
              }
            >
              {each.name}
              {!each.open && (
                <Text span size="xs" c="dimmed" display="block">
                  {whyShut(each)}
                </Text>
              )}
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
        {found.length === 0 && all.length > 0 && <Menu.Label>None of this name</Menu.Label>}
        <Menu.Divider />
        <Menu.Item component={Link} to={paths.organizations()}>
          All organizations
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function placeOf(each: Schema<'SessionOrganization'>): string {
  if (each.open) return paths.members(each.id);
  return opensBySso(each) ? paths.organizationSignIn(each.id) : paths.organizations();
}
