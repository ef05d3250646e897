import { Checkbox, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schema, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { permissionEntries, roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { type CustomRole, customRoleChoicesQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/custom-roles/new');
type Permission = Schema<'Permission'>;

/** Makes a bundle of permissions, within an org role or another custom role. */
export function NewCustomRoleForm() {
  const { organization } = route.useParams();
  const { data } = useSuspenseQuery(customRoleChoicesQuery(organization));
  const form = useForm({
    initialValues: { name: '', buildsOn: 'member', permissions: ['view', 'use', 'run'] as Permission[] },
    validate: { name: needed('Give it a name') },
  });
  const most = permissionsWithin(form.values.buildsOn, data.items);
  return (
    <SideForm
      title="New custom role"
      says="Whoever gets it also gets the org role that it builds on. It takes away from what ownership, teams and shares give."
      form={form}
      submitLabel="Create"
      send={({ name, buildsOn, permissions }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/custom-roles', {
            params: { path: { organization }, header },
            body: {
              name: name.trim(),
              buildsOn: isOrgRole(buildsOn) ? { role: buildsOn } : { customRoleId: buildsOn },
              permissions: permissions.filter((one) => most.includes(one)),
            },
          }),
        )
      }
      done="The custom role is there"
      back={paths.customRoles(organization)}
      next={(made) => paths.customRole(organization, made.id)}
    >
      <TextInput label="Name" withAsterisk data-autofocus {...form.getInputProps('name')} />
      <Select
        label="Builds on"
        description="What it can have at most"
        allowDeselect={false}
        data={[
          { group: 'Org roles', items: Object.entries(roleWords).map(([value, { label }]) => ({ value, label })) },
          { group: 'Custom roles', items: data.items.map(({ id, name }) => ({ value: id, label: name })) },
        ]}
        {...form.getInputProps('buildsOn')}
      />
      <Checkbox.Group label="Permissions" {...form.getInputProps('permissions')}>
        <Stack gap="xs" mt="xs">
          {permissionEntries.map(([permission, { label, says }]) => (
            <Checkbox
              key={permission}
              value={permission}
              label={label}
              description={most.includes(permission) ? says : `${says} – not in what it builds on`}
              disabled={permission === 'view' || !most.includes(permission)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
    </SideForm>
  );
}

const isOrgRole = (value: string): value is Schema<'OrgRole'> => value in roleWords;

function permissionsWithin(buildsOn: string, roles: readonly CustomRole[]): readonly Permission[] {
  if (buildsOn === 'viewer') return ['view'];
  const parent = roles.find(({ id }) => id === buildsOn);
  return parent?.permissions ?? permissionEntries.map(([permission]) => permission);
}
