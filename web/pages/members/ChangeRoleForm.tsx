import { Radio, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { SideForm } from '../../components/SideForm.tsx';
import { roleWords } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { memberQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/members/$member/change-role');
type Role = keyof typeof roleWords;

/** Changes the ceiling of what a member can be given. */
export function ChangeRoleForm() {
  const { organization, member } = route.useParams();
  const { data } = useSuspenseQuery(memberQuery(organization, member));
  const form = useForm({ initialValues: { role: data.role as Role } });
  return (
    <SideForm
      title={`Change the role of ${data.name}`}
      says="The role is a ceiling: teams and shares give access below it. Prefer the lowest one that lets them work."
      form={form}
      submitLabel="Change role"
      send={(body, header) =>
        take(
          api.POST('/v1/organizations/{organization}/members/{member}/change-role', {
            params: { path: { organization, member }, header },
            body,
          }),
        )
      }
      done="The role is changed"
      back={paths.member(organization, member)}
    >
      <Radio.Group label="Role" {...form.getInputProps('role')}>
        <Stack gap="xs" mt="xs">
          {Object.entries(roleWords).map(([role, { label, says }]) => (
            <Radio
              key={role}
              value={role}
              label={label}
              description={says}
              {...(role === data.role && { 'data-autofocus': true })}
            />
          ))}
        </Stack>
      </Radio.Group>
    </SideForm>
  );
}
