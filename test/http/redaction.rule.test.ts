import { test } from '@jest/globals';
import { expectTruth } from '../support/truth.ts';
import { operations, resolve, type Schema } from './support/document.ts';

/** Where a schema holds a secret, as paths. */
function secretsIn(schema: Schema, path: string, inside: readonly Schema[] = []): string[] {
  const found = resolve(schema);
  if (inside.includes(found)) return [];
  if (schema['x-secret'] === true || found['x-secret'] === true) return [path];
  const deeper = [...inside, found];
  return [
    ...(found.anyOf ?? []).flatMap((one) => secretsIn(one, path, deeper)),
    ...Object.entries(found.properties ?? {}).flatMap(([name, one]) => secretsIn(one, `${path}.${name}`, deeper)),
    ...(found.items === undefined ? [] : secretsIn(found.items, `${path}[]`, deeper)),
  ];
}

test('the secrets that go in and out over HTTP are these and no others', () => {
  const lines = operations.flatMap(({ operationId, body, responses }) => {
    const taken = body === undefined ? [] : secretsIn(body, 'takes ');
    const answers = Object.values(responses).flatMap(({ content = {} }) =>
      Object.values(content).flatMap(({ schema }) => secretsIn(schema, 'answers ')),
    );
    return [...new Set([...taken, ...answers])].map((where) => `${operationId} ${where.replace(' .', ' ')}`);
  });
  expectTruth('redaction.txt', `${lines.join('\n')}\n`);
});
