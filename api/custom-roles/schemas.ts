import { z } from 'zod';
import { permissions } from '../../rules/access/custom-roles.ts';
import { CustomRoleRef, Flag, Id, Instant, Line, ListQuery, May, OrgRole, pageOf } from '../schemas.ts';

export const Permission = z.enum(permissions).meta({
  id: 'Permission',
  description: 'an action on resources, or `create`: to register resources and connections',
});
export const CustomRole = z
  .object({
    id: Id,
    name: z.string(),
    role: OrgRole.meta({ description: 'the org role of its holders: it never exceeds it' }),
    parent: CustomRoleRef.nullable().meta({
      description: 'the custom role that it builds on; null: the org role itself',
    }),
    permissions: z.array(Permission),
    holderCount: z.int(),
    childCount: z.int().meta({ description: 'custom roles that build on it' }),
    createdAt: Instant,
    archivedAt: Instant.nullable(),
    may: May(['rename', 'addPermission', 'removePermission', 'buildOn', 'archive']),
  })
  .meta({ id: 'CustomRole' });
export const CustomRolePage = pageOf(CustomRole).meta({ id: 'CustomRolePage' });
export const ListCustomRoles = ListQuery.extend({
  archived: Flag.optional().meta({ description: 'archived ones too' }),
});

const name = Line(100);
const BuildsOn = z
  .strictObject({ role: OrgRole.optional(), customRoleId: Id.optional() })
  .refine((on) => (on.role === undefined) !== (on.customRoleId === undefined), {
    message: 'give exactly one of role and customRoleId',
    path: ['role'],
  })
  .meta({ id: 'BuildsOn', minProperties: 1, maxProperties: 1 });
export const CreateCustomRole = z
  .strictObject({ name, buildsOn: BuildsOn, permissions: z.array(Permission).max(permissions.length) })
  .meta({ id: 'CreateCustomRole', description: 'It always has `view`' });
export const RenameCustomRole = z.strictObject({ name }).meta({ id: 'RenameCustomRole' });
export const ChangePermission = z.strictObject({ permission: Permission }).meta({ id: 'ChangePermission' });
export const BuildOn = z
  .strictObject({ customRoleId: Id.nullable() })
  .meta({ id: 'BuildOn', description: 'null: on the org role itself' });
export const ArchiveCustomRole = z
  .strictObject({ replacement: z.strictObject({ customRoleId: Id.nullable() }).optional() })
  .meta({
    id: 'ArchiveCustomRole',
    description:
      'replacement: what its holders get instead; customRoleId null: the org role alone. Needed while somebody holds it',
  });
