import fc from 'fast-check';
import { type Operation, resolve, type Schema } from './document.ts';

/** Ids that exist, by the name of a path parameter or of a field. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** Values that a schema allows. */
export function valid(schema: Schema, known: Known, name = ''): fc.Arbitrary<unknown> {
  const { type, anyOf, properties, items } = resolve(schema);
  const found = resolve(schema);
  if (found.const !== undefined) return fc.constant(found.const);
  if (found.enum !== undefined) return fc.constantFrom(...found.enum);
  if (anyOf !== undefined) return fc.oneof(...anyOf.map((one) => valid(one, known, name)));
  switch (type) {
    case 'string':
      return text(found, known, name);
    case 'integer':
    case 'number':
      return fc.integer({ min: found.minimum ?? 0, max: Math.min(found.maximum ?? 1000, 2 ** 31 - 1) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valid(items ?? {}, known, name.replace(/s$/, '')), {
        minLength: found.minItems ?? 0,
        maxLength: Math.min(found.maxItems ?? 3, 3),
      });
    case 'object':
      if (found.maxProperties === 1) return oneOf(properties ?? {}, known);
      return object(properties ?? {}, found.required ?? [], known);
    default:
      return fc.jsonValue();
  }
}

function oneOf(properties: Record<string, Schema>, known: Known): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(properties);
  return fc.oneof(...fields.map(([name, schema]) => fc.record({ [name]: valid(schema, known, name) })));
}

function object(
  properties: Record<string, Schema>,
  required: readonly string[],
  known: Known,
): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(properties)
    .filter(([name]) => name !== 'cursor') // a list goes on only from its own
    .map(([name, schema]) => [name, valid(schema, known, name)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] as never[] });
}

const DAY = 86_400_000;
const unknownIds = ['00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff'];

function text(
  { format, pattern, minLength = 0, maxLength = 60 }: Schema,
  known: Known,
  name: string,
): fc.Arbitrary<string> {
  if (format === 'uuid') {
    const existing = fc.constantFrom(...(known[name.replace(/Id$/, '')] ?? known['member'] ?? []));
    if (name === 'organization') return existing;
    return fc.oneof({ weight: 9, arbitrary: existing }, { weight: 1, arbitrary: fc.constantFrom(...unknownIds) });
  }
  if (name === 'idempotency-key')
    return fc.oneof({ weight: 9, arbitrary: fc.uuid() }, { weight: 1, arbitrary: fc.constant('the-same-key') });
  if (format === 'date-time')
    return fc.integer({ min: -400, max: 400 }).map((days) => new Date(Date.now() + days * DAY).toISOString());
  if (format === 'email')
    return fc.constantFrom('eve@guests.example', 'a@b.example', 'ünï@müller.example', 'x@mailinator.com');
  if (format === 'uri') return fc.constantFrom('https://host.example/x', 'http://127.0.0.1:1/x');
  const allowed = pattern === undefined ? undefined : new RegExp(pattern);
  return fc
    .oneof(
      fc.string({ unit: 'grapheme-ascii', minLength, maxLength: Math.min(maxLength, 60) }),
      fc.string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, 60) }),
      fc.constantFrom(
        'UTC',
        'Europe/Berlin',
        'pipeline',
        'connection',
        'abcdefgh12345678',
        '12345678',
        "'; DROP TABLE members; --",
      ),
    )
    .filter((value) => value.length >= minLength && value.length <= maxLength && (allowed?.test(value) ?? true));
}

/** Almost what a schema allows: a field more, a field less, another type, far too long, deep, or not an object at all. */
export function broken(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const anything = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      '',
      -1,
      1e308,
      true,
      [],
      {},
      '\u0000',
      '\ud800',
      'x'.repeat(20_000),
      'é\u202e',
      '{"a":1}',
    ),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const almost = fc
    .tuple(valid(schema, known), fc.nat(), anything, fc.constantFrom('replace', 'remove', 'add'))
    .map(([value, index, other, how]) => {
      if (typeof value !== 'object' || value === null) return other;
      const keys = Object.keys(value);
      const key = keys[index % Math.max(keys.length, 1)] ?? 'x';
      if (how === 'add') return { ...value, ['__proto__x']: other, [`more${index}`]: other };
      if (how === 'remove') return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
      return { ...value, [key]: other };
    });
  return fc.oneof({ weight: 4, arbitrary: almost }, { weight: 1, arbitrary: anything });
}

export interface Sent {
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

/** Requests to an operation: with a body as it should be, or a broken one. */
export function requests(
  operation: Operation,
  known: Known,
  bodies: (schema: Schema, known: Known) => fc.Arbitrary<unknown>,
): fc.Arbitrary<Sent> {
  const named = (where: 'path' | 'query' | 'header') => {
    const there = operation.parameters.filter((parameter) => parameter.in === where);
    const properties = Object.fromEntries(there.map(({ name, schema }) => [name, schema]));
    const needed = there.flatMap(({ name, required }) => (required === true ? [name] : []));
    return object(properties, needed, known);
  };
  const body = operation.body === undefined ? fc.constant(undefined) : bodies(operation.body, known);
  return fc.tuple(named('path'), named('query'), named('header'), body).map(([params, query, headers, value]) => ({
    path: addressOf(operation.path, params, query),
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header)])),
    body: value,
  }));
}

function addressOf(path: string, params: Record<string, unknown>, query: Record<string, unknown>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const asked = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return asked.size === 0 ? filled : `${filled}?${asked.toString()}`;
}
