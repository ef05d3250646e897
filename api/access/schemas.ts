import { z } from 'zod';
import { actions } from '../../rules/access/actions.ts';
import { mostQuestions } from '../../prisma/queries/access/facts.ts';
import { KindName } from '../resource-kinds/schemas.ts';
import { Id, HostId, secret } from '../schemas.ts';

export const AccessAction = z.enum(actions).meta({ id: 'AccessAction' });
const ResourceRef = z
  .union([Id, z.strictObject({ kind: KindName, hostId: HostId })])
  .meta({ id: 'ResourceRef', description: 'by our id, or by the host’s' });
const question = {
  resource: ResourceRef,
  action: AccessAction,
  as: z
    .strictObject({ member: Id.optional(), runsAsOf: ResourceRef.optional() })
    .refine(
      (as) => (as.member === undefined) !== (as.runsAsOf === undefined),
      'give exactly one of member and runsAsOf',
    )
    .meta({ minProperties: 1, maxProperties: 1 })
    .optional()
    .meta({
      description: 'whose access: a member’s, or that of whatever the automation runs as now; default: the caller’s',
    }),
};
export const AccessQuestion = z.strictObject(question).meta({ id: 'AccessQuestion' });
export const AccessAnswer = z
  .object({
    allowed: z.boolean(),
    because: z.string().meta({ description: 'one sentence' }),
    as: Id.nullable().meta({ description: 'the member who was decided on' }),
    caretaker: z.boolean().meta({ description: 'the caretaker stands in for a suspended member' }),
  })
  .meta({ id: 'AccessAnswer' });
export const CheckAccess = z
  .strictObject({ questions: z.array(AccessQuestion).min(1).max(mostQuestions) })
  .meta({ id: 'CheckAccess' });
export const AccessAnswers = z
  .object({ answers: z.array(AccessAnswer).meta({ description: 'in the order of the questions' }) })
  .meta({ id: 'AccessAnswers' });
export const AccessExplanation = AccessAnswer.extend({
  facts: z
    .array(z.record(z.string(), z.unknown()))
    .meta({ description: 'the facts that decided: rules/access/types.ts, Reason' }),
}).meta({ id: 'AccessExplanation' });
export const VerifyKey = z.strictObject({ key: secret(z.string().min(1).max(200)) }).meta({ id: 'VerifyKey' });
export const KeyAnswer = z
  .object({
    valid: z.boolean(),
    memberId: Id.optional(),
    kind: z.enum(['person', 'service_account']).optional(),
    scopes: z.array(z.string()).optional(),
    because: z
      .enum(['unknown', 'revoked', 'rotated', 'expired', 'member-status', 'organization-status'])
      .optional()
      .meta({ description: 'why it is not valid' }),
  })
  .meta({ id: 'KeyAnswer' });
