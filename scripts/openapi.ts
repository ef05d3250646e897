// npm run openapi: writes openapi.json from the schemas, and from it the console's types. Both are committed.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeApi } from '../api/document.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
writeFileSync(path.join(root, 'openapi.json'), `${JSON.stringify(await describeApi(), null, 1)}\n`);
// it needs the compiler's JavaScript API, which TypeScript 7 no longer has
const packages = ['-p', 'openapi-typescript@7.13.0', '-p', 'typescript@5.9.3'];
execFileSync('npx', ['--yes', ...packages, 'openapi-typescript', 'openapi.json', '-o', 'web/api.d.ts'], {
  cwd: root,
  stdio: 'inherit',
});
