import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { createPublicKey } from 'node:crypto';
import { caller } from './caller.ts';
import type { Organization } from './cast.ts';
import type { Host, Tick } from './host.ts';
import { pythonForVerifying } from './python.ts';
import type { Story } from './story.ts';

const run = promisify(execFile);

interface Statement {
  predicate: { proven: boolean; notProven: { what: string; reason: string }[]; doors: unknown[]; attested: unknown[] };
}

/** Downloads a certificate with the public keys, and lets each verifier that this machine can run look at it, without Doorward. */
export async function proveCertificate(
  story: Story,
  { path: base, admin, url }: Organization,
  removalId: string,
  dir: string,
): Promise<void> {
  const { jws } = await admin.person.get<{ jws: string }>(`${base}/removals/${removalId}/certificate`);
  const jwks = await caller(url, {}).get<{ keys: { kid: string }[] }>('/.well-known/jwks.json');
  const file = path.join(dir, `${removalId}.jws`);
  const keys = path.join(dir, 'jwks.json');
  const pem = path.join(dir, 'public.pem');
  writeFileSync(file, jws);
  writeFileSync(keys, JSON.stringify(jwks));
  const { kid } = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as { kid: string };
  const jwk = jwks.keys.find((candidate) => candidate.kid === kid);
  if (!jwk) throw new Error(`the key ${kid} is not among the public ones`);
  writeFileSync(pem, createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }));

  const { stdout } = await run(process.execPath, ['scripts/verify-certificate.mjs', file, keys]);
  const by = ['Node.js'];
  const python = await pythonForVerifying().catch(() => undefined);
  if (python !== undefined) {
    await run(python, ['scripts/verify-certificate.py', file, keys]);
    by.push('Python');
  }
  if (await hasOpenssl3()) {
    await run('bash', ['scripts/verify-certificate.sh', file, pem]);
    by.push('openssl');
  }
  story.prove(true, `the certificate verifies offline, by ${by.join(', ')}`);
  const { predicate } = JSON.parse(stdout) as Statement;
  for (const { what, reason } of predicate.notProven) story.tell(`  not proven: ${what}, ${reason}`);
  const { doors, attested } = predicate;
  story.prove(
    predicate.proven,
    `it states: proven. ${doors.length} doors were tried, ${attested.length} things attested`,
  );
}

/** Exports the audit and checks its chain without Doorward. */
export async function proveAudit(story: Story, name: string, organization: Organization, dir: string): Promise<void> {
  const exported = await organization.admin.person.get<string>(`${organization.path}/audit-entries/export`);
  const file = path.join(dir, `${organization.id}.ndjson`);
  writeFileSync(file, exported);
  const { stdout } = await run(process.execPath, ['scripts/verify-audit.mjs', file]);
  const python = await pythonForVerifying().catch(() => undefined);
  if (python !== undefined) await run(python, ['scripts/verify-audit.py', file, '--head', stdout.trim()]);
  story.prove(true, `the audit chain of ${name} is unbroken: ${stdout.split(':')[0]} entries`);
}

/** That every run of every schedule was allowed: none was refused, and none was left without an answer. */
export async function proveTicks(story: Story, host: Host, schedules: number): Promise<Tick[]> {
  const ticks = await host.ticks();
  const stalled = ticks.filter(({ outcome }) => outcome !== 'allowed');
  for (const { at, schedule, outcome, because } of stalled.slice(0, 20))
    story.tell(`  ${at} ${schedule}: ${outcome}, ${because}`);
  story.prove(stalled.length === 0, `of ${ticks.length} ticks none was refused and none unanswered`);
  const recent = new Set(ticks.filter(({ at }) => Date.now() - Date.parse(at) < 5000).map(({ schedule }) => schedule));
  story.prove(recent.size === schedules, `all ${schedules} schedules have ticked in the last five seconds`);
  return ticks;
}

async function hasOpenssl3(): Promise<boolean> {
  return await run('openssl', ['version']).then(
    ({ stdout }) => /^OpenSSL ([3-9]|\d\d)/.test(stdout),
    () => false,
  );
}
