import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const tests = fileURLToPath(new URL('..', import.meta.url));

test('every test file has a suffix that some Jest project runs', () => {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) => file.includes('.test.'));
  expect(files).not.toEqual([]);
  expect(files.filter((file) => !/\.(rule|process|database|temporal|browser)\.test\.ts$/.test(file))).toEqual([]);
});
