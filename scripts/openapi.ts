// Writes openapi.json from the schemas, and from it the console's types. `npm run openapi`
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildApp } from '../api/app.ts';
import { openApiDocument } from '../api/openapi.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const app = await buildApp();
writeFileSync(`${root}openapi.json`, `${JSON.stringify(openApiDocument(app), null, 1)}\n`);
await app.close();
// openapi-typescript needs the JavaScript compiler API, which TypeScript 7 no longer has
execFileSync(
  'npx',
  [
    '--yes',
    '-p',
    'openapi-typescript@7.13.0',
    '-p',
    'typescript@5.9.3',
    'openapi-typescript',
    'openapi.json',
    '-o',
    'web/api.d.ts',
  ],
  { cwd: root, stdio: 'inherit' },
);
