import type { Schema } from '../../client.ts';
import { permissionWords, roleWords } from '../../components/words.ts';
import type { CustomRole } from './queries.ts';

/** Each org role, and after it the custom roles that build on it. */
export function choicesOf(customRoles: readonly CustomRole[]) {
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

/** A choice as it is sent. */
export const asked = (choice: string): { role: Schema<'OrgRole'> } | { customRoleId: string } =>
  isOrgRole(choice) ? { role: choice } : { customRoleId: choice };

export const isOrgRole = (choice: string): choice is Schema<'OrgRole'> => choice in roleWords;
