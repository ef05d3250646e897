import { z } from 'zod';
import {
  Flag,
  Id,
  Instant,
  HostId,
  Line,
  ListQuery,
  May,
  MemberRef,
  OrganizationParams,
  Owner,
  pageOf,
  Problem,
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
    may: May(['view', 'use', 'run', 'edit', 'share', 'transfer', 'archive', 'restore']),
  })
  .meta({ id: 'Resource' });
export const ResourcePage = pageOf(Resource).meta({ id: 'ResourcePage' });
export const ListResources = ListQuery.extend({
  kind: KindName.optional(),
  hostId: HostId.optional(),
  ownerId: Id.optional(),
  runsAsId: Id.optional(),
  ownerTeamId: Id.optional(),
  teamId: Id.optional(),
  connectionId: Id.optional().meta({ description: 'what runs on this connection' }),
  targetId: Id.optional().meta({ description: 'the schedules of this one' }),
  search: Search.optional().meta({ description: 'part of the name or of the host’s id' }),
  sort: z.enum(['name', 'newest']).default('name'),
  archived: Flag.optional().meta({ description: 'archived ones too' }),
});

const oneOwner = {
  ownerId: Id.optional().meta({ description: 'default: the caller; not with ownerTeamId' }),
  ownerTeamId: Id.optional(),
};
export const RegisterResource = z
  .strictObject({
    kind: KindName,
    hostId: HostId.meta({ description: 'the host’s own id, unique per kind' }),
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
const ImportRef = z.union([Id, z.strictObject({ kind: KindName, hostId: HostId })]).meta({
  id: 'ImportRef',
  description: 'by our id, or by the host’s; it may be one that a line before this one brings',
});
/** One line of an import: what the host says of one of its objects, or that it has removed it. */
export const ImportLine = z
  .strictObject({
    kind: KindName,
    hostId: HostId,
    name: Line(200).optional().meta({ description: 'needed unless archived' }),
    archived: z
      .literal(true)
      .optional()
      .meta({ description: 'the host has removed it; nothing else is said of it then' }),
    ...oneOwner,
    runsAsId: Id.optional(),
    teamId: Id.optional(),
    target: ImportRef.nullable().optional(),
    everySeconds: z.int().min(1).max(31_622_400).nullable().optional(),
    nextRunAt: Instant.nullable().optional(),
    connections: z.array(ImportRef).max(100).optional().meta({ description: 'it runs on exactly these' }),
    connection: z
      .strictObject({ provider: Line(100), auth: z.enum(['secret', 'oauth']) })
      .optional()
      .meta({ description: 'of a connection, where it is new; its secret is set apart' }),
  })
  .refine(
    ({ archived, name, kind: _kind, hostId: _hostId, ...more }) =>
      archived === true
        ? name === undefined && Object.values(more).every((value) => value === undefined)
        : name !== undefined,
    'either archived: true and nothing else, or a name',
  )
  .meta({
    id: 'ImportLine',
    description:
      'One JSON object for each line (NDJSON). Owner, runs-as and team count where it is new; afterwards they change by a transfer. What is left out stays; null: there is none any more.',
  });
/** One line of the answer: what became of a line, in their order; and a last one that sums up, without which not everything was read. */
export const ImportAnswer = z
  .object({
    line: z.int().optional().meta({ description: 'which line of the request, from 1' }),
    status: z.enum(['created', 'changed', 'unchanged', 'restored', 'archived', 'refused']).optional(),
    id: Id.optional(),
    differs: z
      .array(z.string())
      .optional()
      .meta({ description: 'where the line names somebody else than Doorward knows' }),
    problem: Problem.optional().meta({ description: 'why the line was refused; without a line: why no more was read' }),
    done: z
      .record(z.string(), z.int())
      .optional()
      .meta({ description: 'the last line of an import that was read to its end: how many lines of each status' }),
  })
  .meta({ id: 'ImportAnswer' });
export const ChangeResource = z
  .strictObject({
    name: Line(200).optional(),
    everySeconds: z.int().min(1).max(31_622_400).nullable().optional(),
    nextRunAt: Instant.nullable().optional(),
    targetId: Id.nullable().optional().meta({ description: 'what a schedule runs' }),
  })
  .meta({ id: 'ChangeResource', description: 'What is left out stays; null: there is none any more' });
export const TransferResource = z
  .strictObject({
    ownerId: Id.optional(),
    ownerTeamId: Id.optional(),
    runsAsId: Id.optional(),
    teamId: Id.nullable().optional().meta({ description: 'the team in whose scope it lies; null: in none’s' }),
  })
  .meta({ id: 'TransferResource', description: 'What is left out stays; not both ownerId and ownerTeamId' });
export const UseConnection = z.strictObject({ connectionId: Id }).meta({ id: 'UseConnection' });
export const ConnectionUseParams = OrganizationParams.extend({ resource: Id, connection: Id });
