import { z } from 'zod';
import { Flag, Id, Instant, Line, ListQuery, May, MemberRef, OrganizationParams, pageOf } from '../schemas.ts';

const TeamRole = z.enum(['maintainer', 'member']).meta({ id: 'TeamRole' });
export const TeamMember = z.object({ member: MemberRef, role: TeamRole, since: Instant }).meta({ id: 'TeamMember' });
const fields = { id: Id, name: z.string(), createdAt: Instant, archivedAt: Instant.nullable() };
const may = May(['addMember', 'removeMember', 'rename', 'archive']);
export const TeamSummary = z.object({ ...fields, memberCount: z.int(), may }).meta({ id: 'TeamSummary' });
export const Team = z.object({ ...fields, members: z.array(TeamMember), may }).meta({ id: 'Team' });
export const TeamPage = pageOf(TeamSummary).meta({ id: 'TeamPage' });
export const ListTeams = ListQuery.extend({
  archived: Flag.optional().meta({ description: 'archived ones too' }),
  memberId: Id.optional(),
});
export const CreateTeam = z.strictObject({ name: Line(100) }).meta({ id: 'CreateTeam' });
export const RenameTeam = z.strictObject({ name: Line(100) }).meta({ id: 'RenameTeam' });
export const AddTeamMember = z
  .strictObject({ memberId: Id, role: TeamRole.default('member') })
  .meta({ id: 'AddTeamMember' });
export const TeamMemberParams = OrganizationParams.extend({ team: Id, member: Id });
