import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

interface Lock {
  packages: Record<string, { version?: string }>;
}

const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as Lock;
const versionOf = (name: string) => packages[`node_modules/${name}`]?.version;

test('the schema engine as WebAssembly is the very version that Prisma’s command would download', () => {
  expect(versionOf('@prisma/schema-engine-wasm')).toBe(versionOf('@prisma/engines-version'));
});
