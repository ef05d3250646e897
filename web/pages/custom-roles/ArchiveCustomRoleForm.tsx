import { Select } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { AccessChangeForm, type AccessChangeValues } from '../access-changes/AccessChangeForm.tsx';
import { ITSELF, useChoices } from './CustomRoleForms.tsx';
import { customRoleQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/custom-roles/$customRole/archive');
const nobody: readonly string[] = [];

/** Ends a custom role, with what its holders get instead, and what would stop by that, in view. */
export function ArchiveCustomRoleForm() {
  const { organization, customRole } = route.useParams();
  const { data: role } = useSuspenseQuery(customRoleQuery(organization, customRole));
  const choices = useChoices(organization, role);
  const form = useForm<AccessChangeValues & { instead: string | null }>({
    initialValues: { instead: null, successor: null },
  });
  const { instead } = form.getValues();
  const held = role.holderCount > 0;
  const replacement = instead === null ? {} : { replacement: { customRoleId: instead === ITSELF ? null : instead } };
  return (
    <AccessChangeForm
      organization={organization}
      change={
        held && instead === null ? null : { kind: 'archive-custom-role', customRoleId: customRole, ...replacement }
      }
      members={nobody}
      title={`Archive ${role.name}`}
      says={
        held
          ? `${counted(role.holderCount, 'member')} hold it. From then on they have what you choose here; what would stop by that is handed over in the same instant.`
          : 'Nobody holds it. It can’t be given to anyone any more.'
      }
      form={form}
      submitLabel="Archive"
      done="It is archived"
      back={paths.customRole(organization, customRole)}
    >
      {held && (
        <Select
          label="Instead they get"
          withAsterisk
          allowDeselect={false}
          placeholder="Choose"
          data={choices}
          data-autofocus
          {...form.getInputProps('instead')}
        />
      )}
    </AccessChangeForm>
  );
}
