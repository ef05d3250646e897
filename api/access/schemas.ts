import { z } from 'zod';
import { Id, secret } from '../schemas.ts';

const Action = z
  .enum(['view', 'use', 'edit', 'run', 'share', 'transfer', 'archive', 'reveal'])
  .meta({ id: 'AccessAction' });
export const AccessQuestion = z
  .strictObject({
    resource: Id,
    action: Action,
    as: z
      .union([z.strictObject({ member: Id }), z.strictObject({ runsAsOf: Id })])
      .optional()
      .meta({
        description: 'whose access: a member’s, or that of whatever the resource runs as; default: the caller’s',
      }),
  })
  .meta({ id: 'AccessQuestion' });
export const AccessAnswer = z
  .object({
    allowed: z.boolean(),
    because: z.string(),
    as: Id.nullable().meta({ description: 'the member who was decided on' }),
    caretaker: z.boolean().meta({ description: 'the caretaker stands in for a suspended member' }),
  })
  .meta({ id: 'AccessAnswer' });
export const CheckAccess = z
  .strictObject({ questions: z.array(AccessQuestion).min(1).max(100) })
  .meta({ id: 'CheckAccess' });
export const AccessAnswers = z
  .object({ answers: z.array(AccessAnswer).meta({ description: 'in the order of the questions' }) })
  .meta({ id: 'AccessAnswers' });
export const ExplainAccess = AccessQuestion;
export const AccessExplanation = AccessAnswer.extend({
  sentence: z.string(),
  reasons: z.array(z.string()).meta({ description: 'every fact that took part' }),
}).meta({ id: 'AccessExplanation' });
export const VerifyKey = z.strictObject({ key: secret(z.string().min(1).max(200)) }).meta({ id: 'VerifyKey' });
export const KeyAnswer = z
  .object({
    valid: z.boolean(),
    memberId: Id.optional(),
    kind: z.enum(['person', 'service_account']).optional(),
    scopes: z.array(z.string()).optional(),
    because: z.string().optional(),
  })
  .meta({ id: 'KeyAnswer' });
