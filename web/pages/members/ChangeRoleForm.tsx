import { Radio, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { AccessChangeForm, type AccessChangeValues } from '../access-changes/AccessChangeForm.tsx';
import { choicesOf, isOrgRole } from '../custom-roles/choices.ts';
import { customRoleChoicesQuery } from '../custom-roles/queries.ts';
import { memberQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/members/$member/change-role');

/** Changes the ceiling of what a member can be given: to an org role, or to a custom role that builds on one. */
export function ChangeRoleForm() {
  const { organization, member } = route.useParams();
  const { data } = useSuspenseQuery(memberQuery(organization, member));
  const { data: customRoles } = useSuspenseQuery(customRoleChoicesQuery(organization));
  const now = data.customRole?.id ?? data.role;
  const form = useForm<AccessChangeValues & { role: string }>({ initialValues: { role: now, successor: null } });
  const { role } = form.getValues();
  const to = isOrgRole(role)
    ? ({ kind: 'role', role } as const)
    : ({ kind: 'custom-role', customRoleId: role } as const);
  return (
    <AccessChangeForm
      organization={organization}
      change={role === now ? null : { ...to, memberId: member }}
      members={[member]}
      title={`Change the role of ${data.name}`}
      says="The role is a ceiling: teams and shares give access below it. Prefer the lowest one that lets them work. What they could no longer own or run is handed over in the same instant."
      form={form}
      submitLabel="Change role"
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
    </AccessChangeForm>
  );
}
