import { z } from 'zod';
import { consentProblems, consentStatuses } from '../../rules/grants/consent.ts';
import { Id, Instant, Line, ListQuery, May, MemberRef, pageOf, secret } from '../schemas.ts';

const GrantStatus = z.enum(['active', 'shadow', 'replaced', 'revoked']);

export const ConsentRequest = z
  .object({
    id: Id,
    connectionId: Id,
    connectionName: z.string(),
    member: MemberRef.meta({ description: 'who consents' }),
    provider: z.string(),
    status: z.enum(consentStatuses).meta({
      description:
        'asked: at the provider; answered: back with a code; stored: a shadow, in no use; tested; swapped: the connection rests on it; settled: its host runs on it, and the one before may be revoked',
    }),
    problem: z.enum(consentProblems).nullable().meta({ description: 'why it failed' }),
    detail: z
      .string()
      .nullable()
      .meta({ description: 'scopes that are missing, the provider’s error code, the host’s reason' }),
    testedBy: z.enum(['host', 'refresh', 'exchange']).nullable(),
    grantId: Id.nullable(),
    account: z.string().nullable().meta({ description: 'as whom it was given at the provider; null: not known' }),
    replaces: z
      .object({ grantId: Id, status: GrantStatus, member: MemberRef })
      .nullable()
      .meta({ description: 'the consent that the connection rested on before' }),
    askedAt: Instant,
    expiresAt: Instant.meta({ description: 'until then the person has to be back' }),
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'ConsentRequest' });
export const ConsentRequestPage = pageOf(ConsentRequest).meta({ id: 'ConsentRequestPage' });
export const ListConsentRequests = ListQuery.extend({ connectionId: Id.optional(), memberId: Id.optional() });
export const AskConsent = z.strictObject({ connectionId: Id }).meta({ id: 'AskConsent' });
export const AskedConsent = ConsentRequest.extend({
  authorizationUrl: secret(z.string()).meta({
    'x-secret': true,
    description: 'where the caller consents, in the browser in which they are signed in here',
  }),
}).meta({ id: 'AskedConsent' });
const Code = secret(z.string().min(1).max(4_000));
/** What the provider sent the person back with. */
export const AnswerConsent = z
  .strictObject({
    provider: Line(100).meta({ description: 'of the address that the provider sent them back to' }),
    state: z.string().min(1).max(200),
    code: Code.optional(),
    error: Line(100).optional(),
    iss: z.string().max(2_000).optional(),
  })
  .refine(({ code, error }) => (code === undefined) !== (error === undefined), {
    path: ['code'],
    message: 'either code or error',
  })
  .meta({ id: 'AnswerConsent' });
export const WantedConsents = z
  .object({
    items: z.array(
      z.object({
        connectionId: Id,
        connectionName: z.string(),
        provider: z.string(),
        leaver: MemberRef.meta({ description: 'on whose consent it rests now' }),
        effectiveAt: Instant.meta({ description: 'when they leave' }),
      }),
    ),
  })
  .meta({ id: 'WantedConsents' });
export const ConnectionConsent = z
  .object({
    connectionId: Id,
    connectionName: z.string(),
    provider: z.string(),
    restsOn: z
      .object({ grantId: Id, member: MemberRef, leaving: z.boolean(), account: z.string().nullable() })
      .nullable()
      .meta({ description: 'the consent that it rests on; leaving: a removal of who gave it is under way' }),
    latest: ConsentRequest.nullable(),
    may: May(['consent']),
  })
  .meta({ id: 'ConnectionConsent' });
