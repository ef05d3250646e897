import { Anchor, Stack, Switch } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Facts } from '../../components/Facts.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { Section } from '../../components/Section.tsx';
import { When } from '../../components/When.tsx';
import { counted, permissionEntries, roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { seeWhatStops } from '../access-changes/see-what-stops.tsx';
import { type CustomRole, customRoleQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/custom-roles/$customRole');

/** One custom role: what it builds on, what it lets its holders do, and who that is. */
export function CustomRolePage() {
  const { organization, customRole: id } = route.useParams();
  const { data: role } = useSuspenseQuery(customRoleQuery(organization, id));
  return (
    <Page
      title={role.name}
      crumbs={[{ label: 'Custom roles', to: paths.customRoles(organization) }]}
      actions={<Actions organization={organization} role={role} />}
    >
      {role.archivedAt !== null && <Notice kind="info" title="It is archived: nobody can be given it" />}
      <Section title="Facts">
        <Facts
          facts={[
            ['Builds on', role.parent ? <ParentLink organization={organization} role={role} /> : 'The org role itself'],
            ['Org role', `${roleWords[role.role].label}: ${roleWords[role.role].says}`],
            ['Held by', counted(role.holderCount, 'member')],
            ['Built on by', role.childCount > 0 ? counted(role.childCount, 'custom role') : undefined],
            ['Created', <When key="created" at={role.createdAt} inline />],
          ]}
        />
      </Section>
      <Section title="Permissions">
        <Permissions organization={organization} role={role} />
      </Section>
      <Outlet />
    </Page>
  );
}

interface RoleProps {
  organization: string;
  role: CustomRole;
}

function ParentLink({ organization, role }: RoleProps) {
  return (
    <Anchor component={Link} to={paths.customRole(organization, role.parent?.id ?? '')} fz="sm" underline="always">
      {role.parent?.name}
    </Anchor>
  );
}

function Actions({ organization, role }: RoleProps) {
  const { may, id } = role;
  return (
    <>
      <MayButton may={may.rename} variant="default" to={paths.customRoleRename(organization, id)}>
        Rename
      </MayButton>
      <MayButton may={may.buildOn} variant="default" to={paths.customRoleBuildOn(organization, id)}>
        Build on …
      </MayButton>
      <MayButton may={may.archive} color="red" variant="light" to={paths.customRoleArchive(organization, id)}>
        Archive …
      </MayButton>
    </>
  );
}

/** Each switch is a change of its own, and asks first: it counts for every holder at once. */
function Permissions({ organization, role }: RoleProps) {
  const confirm = useConfirm();
  const params = { path: { organization, customRole: role.id } };
  const change = (permission: (typeof permissionEntries)[number], has: boolean) => {
    const [name, { label, says }] = permission;
    const body = { permission: name };
    const holders = counted(role.holderCount, 'member');
    confirm({
      title: has ? `Take “${label}” from ${role.name}?` : `Give “${label}” to ${role.name}?`,
      says: has
        ? `${holders} can’t do this any more from then on: ${says}. What builds on this role loses it too.`
        : `${holders} can do this from then on, where ownership, a team or a share lets them: ${says}.`,
      action: has ? 'Take it' : 'Give it',
      danger: has,
      otherwise: seeWhatStops(paths.customRoleRemovePermission(organization, role.id, name)),
      run: (header) =>
        has
          ? take(
              api.POST('/v1/organizations/{organization}/custom-roles/{customRole}/remove-permission', {
                params: { ...params, header },
                body,
              }),
            )
          : take(
              api.POST('/v1/organizations/{organization}/custom-roles/{customRole}/add-permission', {
                params: { ...params, header },
                body,
              }),
            ),
    });
  };
  return (
    <Stack gap="sm">
      {permissionEntries.map((entry) => {
        const [permission, { label, says }] = entry;
        const has = role.permissions.includes(permission);
        const may = has ? role.may.removePermission : role.may.addPermission;
        const why = permission === 'view' ? 'Every custom role has it' : may.because;
        return (
          <Switch
            key={permission}
            label={label}
            description={why === undefined ? says : `${says} (${why})`}
            checked={has}
            disabled={permission === 'view' || !may.allowed}
            onChange={() => change(entry, has)}
          />
        );
      })}
    </Stack>
  );
}
