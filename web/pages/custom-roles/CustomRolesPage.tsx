import { Anchor } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { IconAdjustments, IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Empty } from '../../components/Empty.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { QueryTable } from '../../components/QueryTable.tsx';
import { Section } from '../../components/Section.tsx';
import { columnsOf } from '../../components/table.ts';
import { permissionWords, roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { organizationQuery } from '../../session.ts';
import { type CustomRole, customRolesQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/custom-roles');
const column = columnsOf<CustomRole>();

const columnsFor = (organization: string) =>
  column.columns([
    column.accessor('name', {
      header: 'Name',
      cell: ({ row: { original: role } }) => (
        <Anchor component={Link} to={paths.customRole(organization, role.id)} fw={600} fz="sm" underline="always">
          {role.name}
        </Anchor>
      ),
    }),
    column.accessor((role) => role.parent?.name ?? roleWords[role.role].label, {
      id: 'builds-on',
      header: 'Builds on',
    }),
    column.accessor((role) => role.permissions.map((one) => permissionWords[one].label).join(', '), {
      id: 'permissions',
      header: 'Permissions',
      meta: { from: 'md' },
    }),
    column.accessor('holderCount', { header: 'Held by', meta: { from: 'sm' } }),
  ]);

/** Bundles of permissions, each within an org role. */
export function CustomRolesPage() {
  const { organization } = route.useParams();
  const { data } = useSuspenseQuery(organizationQuery(organization));
  const columns = useMemo(() => columnsFor(organization), [organization]);
  return (
    <Page
      title="Custom roles"
      summary="A custom role takes permissions away from the org role that it builds on. It never gives more."
      actions={
        <MayButton
          may={data.may.createCustomRole}
          to={paths.customRoleNew(organization)}
          leftSection={<IconPlus size={16} aria-hidden />}
        >
          New custom role
        </MayButton>
      }
    >
      <Section title="All custom roles" flush>
        <QueryTable
          query={customRolesQuery(organization)}
          columns={columns}
          rowId={(role) => role.id}
          noun="custom role"
          empty={
            <Empty
              icon={<IconAdjustments size={32} aria-hidden />}
              title="No custom roles"
              says="Viewer, Member and Admin are there always. A custom role is for people who need less than one of them."
            />
          }
        />
      </Section>
      <Outlet />
    </Page>
  );
}
