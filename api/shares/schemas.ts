import { z } from 'zod';
import { Id, Instant, ListQuery, May, MemberRef, pageOf, TeamRef } from '../schemas.ts';

const ShareLevel = z.enum(['view', 'use', 'edit', 'manage']).meta({ id: 'ShareLevel' });
export const Share = z
  .object({
    id: Id,
    resource: z.object({ id: Id, name: z.string(), kind: z.string() }),
    member: MemberRef.nullable(),
    team: TeamRef.nullable(),
    level: ShareLevel,
    createdAt: Instant,
    may: May(['remove']),
  })
  .meta({ id: 'Share' });
export const SharePage = pageOf(Share).meta({ id: 'SharePage' });
export const ListShares = ListQuery.extend({
  resourceId: Id.optional(),
  memberId: Id.optional(),
  teamId: Id.optional(),
});
/** To exactly one of a member and a team. Adding where there is a share already changes its level. */
export const AddShare = z
  .strictObject({ resourceId: Id, memberId: Id.optional(), teamId: Id.optional(), level: ShareLevel })
  .refine((share) => (share.memberId === undefined) !== (share.teamId === undefined), {
    message: 'give exactly one of memberId and teamId',
    path: ['memberId'],
  })
  .meta({ id: 'AddShare' });
