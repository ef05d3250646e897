import { z } from 'zod';
import {
  Flag,
  Id,
  Instant,
  Line,
  ListQuery,
  May,
  MemberRef,
  OrganizationParams,
  Owner,
  pageOf,
  Search,
  TeamRef,
} from '../schemas.ts';
import { KindName } from '../resource-kinds/schemas.ts';

export const Resource = z
  .object({
    id: Id,
    kind: z.string(),
    hostId: z.string(),
    name: z.string(),
    owner: Owner,
    runsAs: MemberRef.nullable(),
    runsNowAs: MemberRef.nullable().meta({ description: 'the caretaker while the runs-as is suspended' }),
    author: MemberRef.nullable(),
    team: TeamRef.nullable(),
    targetId: Id.nullable().meta({ description: 'schedules: what it runs' }),
    everySeconds: z.int().nullable(),
    nextRunAt: Instant.nullable(),
    connectionIds: z.array(Id).meta({ description: 'the connections that it runs on' }),
    createdAt: Instant,
    archivedAt: Instant.nullable(),
    may: May(['view', 'use', 'run', 'edit', 'share', 'transfer', 'archive']),
  })
  .meta({ id: 'Resource' });
export const ResourcePage = pageOf(Resource).meta({ id: 'ResourcePage' });
export const ListResources = ListQuery.extend({
  kind: KindName.optional(),
  hostId: Line(200).optional(),
  ownerId: Id.optional(),
  runsAsId: Id.optional(),
  ownerTeamId: Id.optional(),
  search: Search.optional(),
  archived: Flag.optional().meta({ description: 'archived ones too' }),
});

const oneOwner = {
  ownerId: Id.optional().meta({ description: 'default: the caller; not with ownerTeamId' }),
  ownerTeamId: Id.optional(),
};
export const RegisterResource = z
  .strictObject({
    kind: KindName,
    hostId: Line(200).meta({ description: 'the host’s own id, unique per kind' }),
    name: Line(200),
    ...oneOwner,
    runsAsId: Id.optional(),
    teamId: Id.optional(),
    targetId: Id.optional(),
    everySeconds: z.int().min(1).max(31_622_400).optional(),
    nextRunAt: Instant.optional(),
    connectionIds: z.array(Id).max(100).default([]),
  })
  .meta({ id: 'RegisterResource' });
export const RegisterResources = z
  .strictObject({ resources: z.array(RegisterResource).min(1).max(1000) })
  .meta({ id: 'RegisterResources' });
export const RegisteredResources = z
  .object({ ids: z.array(Id).meta({ description: 'in the order of the request' }) })
  .meta({ id: 'RegisteredResources' });
export const ChangeResource = z
  .strictObject({
    name: Line(200).optional(),
    everySeconds: z.int().min(1).max(31_622_400).optional(),
    nextRunAt: Instant.optional(),
  })
  .meta({ id: 'ChangeResource', description: 'What is left out stays' });
export const TransferResource = z
  .strictObject({ ownerId: Id.optional(), ownerTeamId: Id.optional(), runsAsId: Id.optional() })
  .meta({ id: 'TransferResource', description: 'What is left out stays; not both ownerId and ownerTeamId' });
export const UseConnection = z.strictObject({ connectionId: Id }).meta({ id: 'UseConnection' });
export const ConnectionUseParams = OrganizationParams.extend({ resource: Id, connection: Id });
