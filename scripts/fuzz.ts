// npm run fuzz [SEED]: schemathesis reads /openapi.json and tries every operation of a running API as an admin. It finds no 5xx and nothing that the
// document doesn't say. What npm test tries of this is test/http/fuzz; this is the opinion of someone else's program.
import { spawn, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mailedSignIn } from './demo/mailbox.ts';
import { createFirst } from './support/bootstrap.ts';
import { type Stack, startStack } from './support/stack.ts';

const SCHEMATHESIS = 'schemathesis==4.32.5';
const EXAMPLES = '30';
const venv = fileURLToPath(new URL('../.cache/fuzz/', import.meta.url));

function schemathesis(): string {
  const command = path.join(venv, 'bin/schemathesis');
  if (existsSync(command)) return command;
  console.log(`installing ${SCHEMATHESIS} in .cache/fuzz`);
  execFileSync('python3', ['-m', 'venv', '--clear', venv], { stdio: 'inherit' });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', SCHEMATHESIS];
  execFileSync(path.join(venv, 'bin/python'), pip, { stdio: 'inherit' });
  return command;
}

interface Place {
  organization: string;
  cookie: string;
  ids: Record<string, string>;
}

/** An organization with one of everything that needs no process, and its admin's cookie. */
async function furnish(stack: Stack): Promise<Place> {
  const email = 'ada@acme.example';
  const [made] = await createFirst(stack, [{ name: 'Acme', slug: 'acme', admin: { name: 'Ada', email } }]);
  if (!made) throw new Error('the organization was there already');
  const [, token] = (await mailedSignIn(stack, email)).split('#');
  const signedIn = await post(stack.url, '/v1/sessions', {}, { token });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const home = `/v1/organizations/${made.organizationId}`;
  const create = async (noun: string, body: object): Promise<string> => {
    const answer = await post(stack.url, `${home}/${noun}`, { cookie }, body);
    return ((await answer.json()) as { id: string }).id;
  };
  const team = await create('teams', { name: 'Data' });
  const member = await create('service-accounts', { name: 'CI', purpose: 'builds', role: 'member' });
  const resource = await create('resources', { kind: 'pipeline', hostId: 'p', name: 'Nightly' });
  const facts = { hostId: 'c', name: 'Warehouse', provider: 'snow', auth: 'secret', secret: 'one' };
  const connection = await create('connections', facts);
  const share = await create('shares', { resourceId: resource, memberId: member, level: 'view' });
  const key = await create('api-keys', { name: 'mine', scopes: ['read'] });
  return { organization: made.organizationId, cookie, ids: { team, member, resource, connection, share, key } };
}

async function post(url: string, address: string, headers: Record<string, string>, body: object): Promise<Response> {
  const response = await fetch(url + address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
  return response;
}

/** Whose requests they are, which ids exist, and what else than success is a right answer to a valid request. */
function configuration({ cookie, organization, ids }: Place): string {
  const parameters = Object.entries({ organization, ...ids }).map(([name, id]) => `"path.${name}" = "${id}"`);
  return `headers = { Cookie = "${cookie}" }
[parameters]
${parameters.join('\n')}
[generation]
max-examples = ${EXAMPLES}
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 410, 422, 429, 503]
[[operations]]
include-operation-id = ["signOut", "watchRemoval"]
enabled = false
`;
}

/** The document without who may call: every request comes from the admin. The other callers are in test/truth/routes.txt. */
async function asAdmin({ url }: Stack): Promise<object> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { security?: unknown }>>;
    components: { securitySchemes?: unknown };
    security?: unknown;
  };
  delete document.security;
  delete document.components.securitySchemes;
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods)))
    delete operation.security;
  return document;
}

const dir = mkdtempSync(path.join(tmpdir(), 'doorward-fuzz-'));
const stack = await startStack({
  dataDir: path.join(dir, 'stack'),
  ports: 'free',
  throwaway: true,
  parts: ['worker', 'api'],
  env: { DOORWARD_REQUESTS_PER_MINUTE: '1000000' },
  log: console.log,
});
try {
  const config = path.join(dir, 'schemathesis.toml');
  writeFileSync(config, configuration(await furnish(stack)));
  const seed = process.argv[2] ?? String(Math.floor(Math.random() * 1e9));
  const document = path.join(dir, 'openapi.json');
  writeFileSync(document, JSON.stringify(await asAdmin(stack)));
  const args = ['--config-file', config, 'run', document, '--url', stack.url, '-c', 'all', '--seed', seed];
  const run = spawn(schemathesis(), args, { cwd: dir, stdio: 'inherit' });
  process.exitCode = await new Promise<number>((resolve) => run.once('exit', (code) => resolve(code ?? 1)));
} finally {
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
}
