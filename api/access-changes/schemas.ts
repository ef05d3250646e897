import { z } from 'zod';
import { permissions } from '../../rules/access/custom-roles.ts';
import { PreviewItem, SuccessorChoice, FailingRuns } from '../removals/schemas.ts';
import { Id, Instant, MemberRef, OrgRole } from '../schemas.ts';

const Level = z.enum(['view', 'use', 'edit', 'manage']);
const Change = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('role'), memberId: Id, role: OrgRole }),
    z.strictObject({ kind: z.literal('custom-role'), memberId: Id, customRoleId: Id }),
    z.strictObject({ kind: z.literal('leave-team'), memberId: Id, teamId: Id }),
    z.strictObject({
      kind: z.literal('unshare'),
      shareId: Id,
      level: Level.optional().meta({ description: 'a lower level; default: the share ends' }),
    }),
    z.strictObject({ kind: z.literal('archive-team'), teamId: Id }),
    z.strictObject({
      kind: z.literal('remove-permission'),
      customRoleId: Id,
      permission: z.enum(permissions).exclude(['view']),
    }),
    z.strictObject({
      kind: z.literal('archive-custom-role'),
      customRoleId: Id,
      replacement: z.strictObject({ customRoleId: Id.nullable() }).optional().meta({
        description:
          'what its holders get instead; customRoleId null: the org role alone. Needed while somebody holds it',
      }),
    }),
  ])
  .meta({ id: 'AccessChange' });
const successors = z.array(SuccessorChoice).max(1000).default([]).meta({
  description: 'as in a removal; the member themselves, for a resource of theirs: it stays theirs',
});

export const PreviewAccessChange = z.strictObject({ change: Change, successors }).meta({ id: 'PreviewAccessChange' });
export const MakeAccessChange = z
  .strictObject({
    change: Change,
    successors,
    planHash: z.string().min(1).max(200).meta({ description: 'hash of the preview' }),
  })
  .meta({ id: 'MakeAccessChange' });

const Thing = z.object({ id: Id, name: z.string().nullable() });
const RefusedRun = z
  .object({
    automation: Thing,
    runsAs: MemberRef,
    resource: Thing.meta({ description: 'what is refused: the automation itself, what it runs, a connection it uses' }),
    because: z.string(),
  })
  .meta({ id: 'RefusedRun' });
const first = 'the first 1,000';

export const AccessChangeEffects = z
  .object({
    hash: z
      .string()
      .meta({ description: 'give it back as planHash: the change is refused when it would do something else by then' }),
    members: z.array(MemberRef).meta({ description: `whose access it takes away, ${first}` }),
    administration: z.boolean().meta({ description: 'they administered the organization, and no longer do' }),
    lost: z
      .array(z.object({ member: MemberRef, resource: Thing, actions: z.array(z.string()) }))
      .meta({ description: `what they could do and no longer can, ${first} of lostTotal` }),
    lostTotal: z.int(),
    refused: z
      .array(RefusedRun)
      .meta({ description: `automation that it would stop, were nothing handed over, ${first} of refusedTotal` }),
    refusedTotal: z.int(),
    forecast: z
      .array(FailingRuns)
      .meta({ description: `scheduled runs of the next 14 days that this would stop, ${first}` }),
    items: z.array(PreviewItem).meta({ description: 'what is handed over in the same transaction, and to whom' }),
    missing: z.int().meta({ description: 'items that nobody can receive: name someone, else the change is refused' }),
    stillRefused: z
      .array(RefusedRun)
      .meta({ description: `what stops in spite of the hand-over, ${first} of stillRefusedTotal` }),
    stillRefusedTotal: z.int(),
    keys: z
      .array(
        z.object({
          id: Id,
          name: z.string().nullable(),
          holder: MemberRef,
          inUse: z.boolean(),
          lastUsedAt: Instant.nullable(),
          lastUsedFrom: z.string().nullable(),
        }),
      )
      .meta({ description: 'their API keys: they stay, and may do no more than they' }),
    secrets: z
      .array(
        z.object({
          id: Id,
          kind: z.enum(['service-account-key', 'connection-secret']),
          name: z.string().nullable(),
          how: z.enum(['created', 'revealed', 'could-have-revealed']),
          inUse: z.boolean(),
          action: z.enum(['rotate', 'ask-for-new']).meta({
            description:
              'rotate: a successor key is made, the old one ends after the policy’s grace; ask-for-new: the connection’s owner has to set a new one by a day (rotateBy)',
          }),
        }),
      )
      .meta({ description: 'what they know and may no longer use' }),
  })
  .meta({ id: 'AccessChangeEffects' });
