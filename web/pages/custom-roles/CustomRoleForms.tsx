import { Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { needed } from '../../components/forms.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { type CustomRole, customRoleChoicesQuery, customRoleQuery } from './queries.ts';

const renameRoute = getRouteApi('/o/$organization/custom-roles/$customRole/rename');
const buildOnRoute = getRouteApi('/o/$organization/custom-roles/$customRole/build-on');

export function RenameForm() {
  const { organization, customRole } = renameRoute.useParams();
  const { data: role } = useSuspenseQuery(customRoleQuery(organization, customRole));
  const form = useForm({ initialValues: { name: role.name }, validate: { name: needed('Give it a name') } });
  return (
    <SideForm
      title={`Rename ${role.name}`}
      form={form}
      submitLabel="Rename"
      send={({ name }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/custom-roles/{customRole}/rename', {
            params: { path: { organization, customRole }, header },
            body: { name: name.trim() },
          }),
        )
      }
      done="It has its new name"
      back={paths.customRole(organization, customRole)}
    >
      <TextInput label="Name" withAsterisk data-autofocus {...form.getInputProps('name')} />
    </SideForm>
  );
}

/** The org role itself, as a choice beside custom roles. */
export const ITSELF = 'itself';

export function BuildOnForm() {
  const { organization, customRole } = buildOnRoute.useParams();
  const { data: role } = useSuspenseQuery(customRoleQuery(organization, customRole));
  const choices = useChoices(organization, role);
  const form = useForm({ initialValues: { on: role.parent?.id ?? ITSELF } });
  return (
    <SideForm
      title={`What ${role.name} builds on`}
      says="Its permissions stay. What it builds on must have them all, and bounds it from then on."
      form={form}
      submitLabel="Build on it"
      send={({ on }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/custom-roles/{customRole}/build-on', {
            params: { path: { organization, customRole }, header },
            body: { customRoleId: on === ITSELF ? null : on },
          }),
        )
      }
      done="It builds on that now"
      back={paths.customRole(organization, customRole)}
    >
      <Select label="Builds on" allowDeselect={false} data={choices} data-autofocus {...form.getInputProps('on')} />
    </SideForm>
  );
}

/** Other custom roles of the same org role, and that org role. */
export function useChoices(organization: string, role: CustomRole) {
  const { data } = useSuspenseQuery(customRoleChoicesQuery(organization));
  const others = data.items.filter((other) => other.role === role.role && other.id !== role.id);
  return [
    { value: ITSELF, label: `${roleWords[role.role].label}, the org role alone` },
    ...others.map(({ id, name }) => ({ value: id, label: name })),
  ];
}
