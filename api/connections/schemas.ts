import { z } from 'zod';
import {
  Flag,
  HostId,
  Id,
  Instant,
  Line,
  ListQuery,
  May,
  MemberRef,
  Owner,
  pageOf,
  Search,
  secret,
  TeamRef,
} from '../schemas.ts';

const SecretValue = secret(z.string().min(1).max(10_000));
export const Connection = z
  .object({
    id: Id.meta({ description: 'the same as its resource’s' }),
    hostId: z.string(),
    name: z.string(),
    provider: z.string(),
    auth: z.enum(['secret', 'oauth']),
    owner: Owner,
    team: TeamRef.nullable(),
    secretVersion: z.int().nullable(),
    secretSetAt: Instant.nullable(),
    secretSetBy: MemberRef.nullable(),
    rotateBy: Instant.nullable().meta({
      description: 'someone who knows the secret may no longer use it: until when a new one is to be set',
    }),
    usedBy: z.int().meta({ description: 'number of resources that run on it' }),
    createdAt: Instant,
    archivedAt: Instant.nullable(),
    may: May(['view', 'use', 'edit', 'share', 'transfer', 'archive', 'setSecret', 'revealSecret']),
  })
  .meta({ id: 'Connection' });
export const ConnectionPage = pageOf(Connection).meta({ id: 'ConnectionPage' });
export const ListConnections = ListQuery.extend({
  provider: Line(100).optional(),
  auth: z.enum(['secret', 'oauth']).optional(),
  ownerId: Id.optional(),
  ownerTeamId: Id.optional(),
  teamId: Id.optional(),
  search: Search.optional().meta({ description: 'part of the name, of the host’s id or of the provider' }),
  archived: Flag.optional().meta({ description: 'archived ones too' }),
  rotationDue: Flag.optional().meta({ description: 'only those whose secret is to be rotated' }),
});
export const CreateConnection = z
  .strictObject({
    hostId: HostId,
    name: Line(200),
    provider: Line(100),
    auth: z.enum(['secret', 'oauth']),
    ownerId: Id.optional(),
    ownerTeamId: Id.optional(),
    teamId: Id.optional(),
    secret: SecretValue.optional(),
  })
  .meta({ id: 'CreateConnection' });
export const SetSecret = z.strictObject({ secret: SecretValue }).meta({ id: 'SetSecret' });
export const RevealSecret = z
  .strictObject({ version: z.int().min(1).max(2_147_483_647).optional() })
  .meta({ id: 'RevealSecret', description: 'version: an earlier one; default: the present one' });
export const SecretVersion = z
  .object({
    id: Id,
    version: z.int(),
    setAt: Instant,
    setBy: MemberRef.nullable(),
    endedAt: Instant.nullable().meta({ description: 'when the next one took its place; null: the present one' }),
    exposedTo: z.int().meta({ description: 'how many people could have known it' }),
  })
  .meta({ id: 'SecretVersion' });
export const SecretVersionPage = pageOf(SecretVersion).meta({ id: 'SecretVersionPage' });
export const RevealedSecret = z.object({ secret: SecretValue, version: z.int() }).meta({ id: 'RevealedSecret' });
