import { z } from 'zod';
import { MemberStatus } from '../members/schemas.ts';
import { Flag, Id, Instant, Line, ListQuery, May, MemberRef, OrgRole, pageOf, Search, TeamRef } from '../schemas.ts';

/** A member of kind service_account; suspending, reactivating, its role and its teams are those of a member. */
export const ServiceAccount = z
  .object({
    id: Id.meta({ description: 'the same as its member’s' }),
    name: z.string(),
    purpose: z.string().nullable(),
    role: OrgRole,
    status: MemberStatus.meta({ description: 'deactivated: it was archived' }),
    sponsor: MemberRef.nullable().meta({ description: 'who answers for it' }),
    sponsorActive: z.boolean().meta({ description: 'false: name somebody else' }),
    caretaker: z.boolean(),
    teams: z.array(TeamRef.extend({ role: z.enum(['maintainer', 'member']) })),
    keys: z.int().meta({ description: 'number of its API keys that are good' }),
    lastUsedAt: Instant.nullable().meta({ description: 'any of its keys' }),
    runs: z.int().meta({ description: 'number of resources that run as it' }),
    createdAt: Instant,
    suspendedAt: Instant.nullable(),
    archivedAt: Instant.nullable(),
    may: May(['change', 'changeRole', 'suspend', 'reactivate', 'archive', 'restore', 'createKey']),
  })
  .meta({ id: 'ServiceAccount' });
export const ServiceAccountPage = pageOf(ServiceAccount).meta({ id: 'ServiceAccountPage' });
export const ListServiceAccounts = ListQuery.extend({
  status: MemberStatus.optional(),
  role: OrgRole.optional(),
  sponsorId: Id.optional(),
  search: Search.optional().meta({ description: 'part of the name or of the purpose' }),
  archived: Flag.optional().meta({ description: 'archived ones too' }),
});
export const CreateServiceAccount = z
  .strictObject({
    name: Line(200),
    purpose: Line(500),
    role: OrgRole.default('viewer'),
    sponsorId: Id.optional().meta({ description: 'who answers for it: an active person; default: the caller' }),
  })
  .meta({ id: 'CreateServiceAccount' });
export const ChangeServiceAccount = z
  .strictObject({ name: Line(200).optional(), purpose: Line(500).optional(), sponsorId: Id.optional() })
  .meta({ id: 'ChangeServiceAccount', description: 'What is left out stays' });
