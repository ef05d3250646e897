import { Radio, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schema, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { permissionWords, roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { type CustomRole, customRoleChoicesQuery } from '../custom-roles/queries.ts';
import { memberQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/members/$member/change-role');

/** Changes the ceiling of what a member can be given: to an org role, or to a custom role that builds on one. */
export function ChangeRoleForm() {
  const { organization, member } = route.useParams();
  const { data } = useSuspenseQuery(memberQuery(organization, member));
  const { data: customRoles } = useSuspenseQuery(customRoleChoicesQuery(organization));
  const now = data.customRole?.id ?? data.role;
  const form = useForm({ initialValues: { role: now as string } });
  return (
    <SideForm
      title={`Change the role of ${data.name}`}
      says="The role is a ceiling: teams and shares give access below it. Prefer the lowest one that lets them work."
      form={form}
      submitLabel="Change role"
      send={({ role }, header) =>
        take(
          api.POST('/v1/organizations/{organization}/members/{member}/change-role', {
            params: { path: { organization, member }, header },
            body: isOrgRole(role) ? { role } : { customRoleId: role },
          }),
        )
      }
      done="The role is changed"
      back={paths.member(organization, member)}
    >
      <Radio.Group label="Role" {...form.getInputProps('role')}>
        <Stack gap="xs" mt="xs">
          {choicesOf(customRoles.items).map(({ value, label, says }) => (
            <Radio
              key={value}
              value={value}
              label={label}
              description={says}
              {...(value === now && { 'data-autofocus': true })}
            />
          ))}
        </Stack>
      </Radio.Group>
      {customRoles.nextCursor !== null && (
        <Text size="sm" c="dimmed">
          Only the first {customRoles.items.length} custom roles are here.
        </Text>
      )}
    </SideForm>
  );
}

const isOrgRole = (value: string): value is Schema<'OrgRole'> => value in roleWords;

/** Each org role, and after it the custom roles that build on it. */
function choicesOf(customRoles: readonly CustomRole[]) {
  return Object.entries(roleWords).flatMap(([role, { label, says }]) => [
    { value: role, label, says },
    ...customRoles
      .filter((one) => one.role === role)
      .map((one) => ({
        value: one.id,
        label: one.name,
        says: `custom, on ${label}: ${one.permissions.map((permission) => permissionWords[permission].label.toLowerCase()).join(', ')}`,
      })),
  ]);
}
