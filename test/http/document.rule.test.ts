import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { describeApi } from '../../api/document.ts';
import { failures } from '../../rules/failures.ts';
import { document, operations } from './support/document.ts';

const read = (file: string) => readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8');

test('openapi.json is what the schemas say today: npm run openapi writes it', async () => {
  expect(document).toEqual(await describeApi());
});

test('each operation has a name of its own', () => {
  const names = operations.map(({ operationId }) => operationId);
  expect([...new Set(names)]).toEqual(names);
});

test('the console’s types name every operation', () => {
  const types = read('web/api.d.ts');
  expect(operations.filter(({ operationId }) => !types.includes(`operations["${operationId}"]`))).toEqual([]);
});

test('docs/http.md names every problem', () => {
  const text = read('docs/http.md');
  expect(Object.keys(failures).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
