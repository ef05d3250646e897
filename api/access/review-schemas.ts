import { z } from 'zod';
import { Flag, Id, ListQuery, MemberRef, pageOf, Search } from '../schemas.ts';
import { KindName } from '../resource-kinds/schemas.ts';
import { AccessAction } from './schemas.ts';

export const Position = z.object({ name: z.string(), id: z.guid() });
export const ReviewAccess = ListQuery.extend({
  action: AccessAction,
  allowed: Flag.optional().meta({
    description: 'only those who may, or only those who may not; a page may then have fewer',
  }),
  search: Search.optional(),
});
export const WhoMay = z
  .object({
    member: MemberRef,
    allowed: z.boolean(),
    because: z.string().meta({ description: 'one sentence' }),
    facts: z.array(z.record(z.string(), z.unknown())).meta({ description: 'as in AccessExplanation' }),
  })
  .meta({ id: 'WhoMay' });
export const WhoMayPage = pageOf(WhoMay).meta({ id: 'WhoMayPage' });
export const ListAccess = ListQuery.extend({ kind: KindName.optional(), search: Search.optional() });
export const AccessOfMember = z
  .object({
    resource: z.object({ id: Id, name: z.string(), kind: z.string() }),
    level: z.enum(['view', 'use', 'edit', 'manage']).nullable().meta({
      description:
        'what owner, teams and shares give; null: nothing, as for an admin who only administers it, or who is not active',
    }),
    actions: z.array(AccessAction).meta({ description: 'what they may do now' }),
    because: z.string().meta({ description: 'why they may see it, in one sentence' }),
  })
  .meta({ id: 'AccessOfMember' });
export const AccessOfMemberPage = pageOf(AccessOfMember).meta({ id: 'AccessOfMemberPage' });
