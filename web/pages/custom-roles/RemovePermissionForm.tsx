import { useForm } from '@mantine/form';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { permissionEntries } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { AccessChangeForm, type AccessChangeValues } from '../access-changes/AccessChangeForm.tsx';
import { customRoleQuery } from './queries.ts';

const route = getRouteApi('/o/$organization/custom-roles/$customRole/remove-permission/$permission');
const nobody: readonly string[] = [];

/** Takes a permission from a custom role, with what its holders lose and what would stop in view. */
export function RemovePermissionForm() {
  const { organization, customRole, permission } = route.useParams();
  const { data: role } = useSuspenseQuery(customRoleQuery(organization, customRole));
  const form = useForm<AccessChangeValues>({ initialValues: { successor: null } });
  const [taken] = permissionEntries.flatMap(([one, { label }]) =>
    one === permission && one !== 'view' ? [{ permission: one, label }] : [],
  );
  return (
    <AccessChangeForm
      organization={organization}
      change={
        taken === undefined
          ? null
          : { kind: 'remove-permission', customRoleId: customRole, permission: taken.permission }
      }
      members={nobody}
      title={`Take “${taken?.label ?? permission}” from ${role.name}`}
      says="Whoever holds this role, or one that builds on it, can’t do this any more; what would stop is handed over in the same instant."
      form={form}
      submitLabel="Take it"
      done={`${role.name} has it no more`}
      back={paths.customRole(organization, customRole)}
    />
  );
}
