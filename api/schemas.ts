import { z } from 'zod';

/** Schemas that several nouns share. Ids are UUIDs, instants ISO 8601 with an offset (answers: UTC), lists pages with a cursor. */

export const Id = z.guid().toLowerCase();

/** On the wire a string, in code a Date, both ways. */
export const Instant = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** In a query string. */
export const Flag = z.codec(z.enum(['true', 'false']), z.boolean(), {
  decode: (text) => text === 'true',
  encode: (flag) => (flag ? 'true' : 'false'),
});

// PostgreSQL keeps no NUL, and in names control characters, marks of direction and what has no width only ever deceive. Joiners stay: scripts need them.
const wellFormed = (text: string): boolean => !/[\uD800-\uDFFF]/u.test(text);
const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // oxlint-disable-next-line no-control-regex -- they are what is refused
    .regex(/^[^\u0000-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u2069\ufeff]*$/)
    .refine(wellFormed, 'not well-formed text');
/** One line; a name that is written with the same letters is the same, however they are composed. */
export const Line = (max: number) => oneLine(max).normalize('NFC');
/** A host's own id, as it is. */
export const HostId = oneLine(200);
/** Several lines. */
export const Text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // oxlint-disable-next-line no-control-regex -- they are what is refused
    .regex(/^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$/)
    .refine(wellFormed, 'not well-formed text');
export const Search = Line(100).meta({ description: 'part of it, in any case' });
export const Email = z.email().max(254);
export const WebUrl = z.url({ protocol: /^https?$/ }).max(2000);
export const TimeZone = z
  .string()
  .min(1)
  .max(64)
  .refine(isTimeZone, 'not an IANA time zone')
  .meta({ description: 'IANA time zone', examples: ['Europe/Berlin'] });

/** A value that is shown once and must appear in no log: test/truth/redaction.txt lists them all. */
export const secret = <S extends z.ZodType>(schema: S): S => schema.meta({ 'x-secret': true });

export const OrganizationParams = z.object({ organization: Id });
export const paramsWith = <K extends string>(name: K) =>
  OrganizationParams.extend({ [name]: Id } as unknown as Record<K, typeof Id>);

export const ListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2000).optional().meta({ description: 'nextCursor of the page before' }),
});
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** What the caller may do with the object that carries it, and for what they may not, why. */
export const Allowed = z
  .object({ allowed: z.boolean(), because: z.string().optional() })
  .meta({ id: 'Allowed', description: 'Whether the caller may, and if not, why' });
export type Allowed = z.output<typeof Allowed>;
export const May = <const A extends string>(actions: readonly A[]) =>
  z.object(Object.fromEntries(actions.map((action) => [action, Allowed])) as Record<A, typeof Allowed>);

export const MemberRef = z
  .object({ id: Id, name: z.string(), kind: z.enum(['person', 'service_account']) })
  .meta({ id: 'MemberRef' });
export const TeamRef = z.object({ id: Id, name: z.string() }).meta({ id: 'TeamRef' });
export const Owner = z
  .object({ type: z.enum(['member', 'team']), id: Id, name: z.string() })
  .meta({ id: 'Owner', description: 'Who is accountable: a member or a team' });
export const CustomRoleRef = z.object({ id: Id, name: z.string() }).meta({ id: 'CustomRoleRef' });
export const OrgRole = z.enum(['viewer', 'member', 'admin']).meta({ id: 'OrgRole' });
export const Relationship = z.enum(['employee', 'contractor', 'guest']).meta({ id: 'Relationship' });

export const Problem = z
  .object({
    type: z.string().meta({ examples: ['urn:doorward:problem:not-found'] }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().optional(),
    facts: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .optional()
      .meta({ description: 'What the failure is about: ids, names, counts' }),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: 'Where the request is wrong: JSON pointers into body, querystring, params or headers' }),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem; every type is named in docs/http.md' });

const problem = { content: { 'application/problem+json': { schema: Problem } } };
/** The refusals and failures of every operation. */
export const problems = {
  '4XX': { description: 'Refused: nothing was done', ...problem },
  '5XX': { description: 'Failed on our side', ...problem },
} as const;
export const noContent = z.undefined().meta({ description: 'Done' });

/** Repeating a request with the same key does it once. */
export const IdempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(8)
    .max(200)
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
});
export const RequiredIdempotencyHeaders = IdempotencyHeaders.required();

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
