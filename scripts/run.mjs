// node scripts/run.mjs start|demo|test|bench [arguments]: does the set-up that a fresh clone needs, then runs scripts/NAME.ts in this process.
// Plain JavaScript without dependencies, because it runs before they are there.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setUp } from './support/set-up.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const [name, ...args] = process.argv.slice(2);
const file = path.join(root, 'scripts', `${name}.ts`);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`Doorward needs Node.js 20.19 or newer; this is ${process.versions.node}`);
if (!name || !existsSync(file)) fail(`there is no scripts/${name}.ts`);
process.chdir(root);

try {
  await setUp({ console: name !== 'bench' });
} catch (error) {
  fail(error.message);
}
const { register } = await import('tsx/esm/api');
register();
process.argv = [process.execPath, file, ...args];
await import(pathToFileURL(file).href);

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}
