import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TextWriter, Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { reactivateMember } from '../../prisma/commands/members/reactivate.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { completeRemoval } from '../../prisma/commands/removals/complete.ts';
import { draftRemoval } from '../../prisma/commands/removals/draft.ts';
import { planRemoval } from '../../prisma/commands/removals/plan.ts';
import { setStep } from '../../prisma/commands/removals/steps.ts';
import { suspendForRemoval } from '../../prisma/commands/removals/suspend.ts';
import { startWaiting } from '../../prisma/commands/removals/wait.ts';
import { certificateFacts } from '../../prisma/queries/removals/certificate.ts';
import { previewPlan } from '../../prisma/queries/removals/preview.ts';
import { openSigner, type Signer } from '../../prisma/secrets/signing.ts';
import { statementOf } from '../../rules/removals/certificate.ts';
import { steps } from '../../rules/removals/steps.ts';
import { pythonForVerifying } from '../../scripts/demo/python.ts';
import { signedIn, silentEngine, type TestApi, testApi } from '../http/support/api.ts';
import { effect, followedUp, workflow } from '../removals/steps.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import { type TestData, testData, testMember, testOrganization } from '../support/organization.ts';

let data: TestData;
let api: TestApi;
let fixture: Fixture;
let folder: string;
let keys: string;
let signer: Signer;
let removalId: string;
beforeAll(async () => {
  data = await testData();
  [api, signer] = await Promise.all([testApi(data, { engine: silentEngine }), openSigner(data.keys)]);
  folder = mkdtempSync(path.join(tmpdir(), 'doorward-evidence-'));
  keys = path.join(folder, 'keys.json');
  writeFileSync(keys, JSON.stringify({ keys: signer.publicKeys }));
  fixture = await furnished(data);
  removalId = await removed(fixture);
});
afterAll(async () => {
  await api.close();
  await data.close();
  rmSync(folder, { recursive: true });
});

/** Leo is gone, and a certificate says what was not done. */
async function removed(of: Fixture): Promise<string> {
  const { id } = of.organization;
  const going = await followedUp(data, of);
  for (const { name } of steps)
    if (name !== 'certificate')
      await setStep(data.db, id, workflow, { ...effect(going), step: name, change: { status: 'done' } });
  await data.owner.query(
    `INSERT INTO hand_over_offers (organization_id, removal_id, successor_id, status, counts, offered_at, due_at, answered_at, reason)
     VALUES ($1, $2, $3, 'declined', '[{"kind": "resource-owner", "risk": "none", "items": 7}]', now(), now(), now(), 'Too much for me')`,
    [id, going.removalId, of.dora.id],
  );
  const at = new Date().toISOString();
  const door = { door: 'api-key', objectId: of.keys.own[0] ?? '', result: 'refused', answer: 'revoked', at } as const;
  const facts = await certificateFacts(data.db, id, { ...going, now: new Date(), doors: [door] });
  const certificate = await signer.sign({ ...statementOf(facts) });
  await completeRemoval(data.db, id, workflow, { ...effect(going), certificate });
  return going.removalId;
}

const soon = () => `from=2020-01-01T00:00:00Z&to=${new Date(Date.now() + 86_400_000).toISOString()}`;
async function download(email: string, query = soon(), organization = fixture.organization.id): Promise<Response> {
  const headers = await signedIn(api, data, email);
  return fetch(`${api.base}/v1/organizations/${organization}/evidence-packs/export?${query}`, { headers });
}
const pack = async (...of: Parameters<typeof download>) => new Uint8Array(await (await download(...of)).arrayBuffer());

async function filesOf(zip: Uint8Array): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await new ZipReader(new Uint8ArrayReader(zip)).getEntries())
    if (!entry.directory) files.set(entry.filename, await entry.getData(new TextWriter()));
  return files;
}

async function zipOf(files: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter());
  for (const [name, text] of files) await zip.add(name, new Uint8ArrayReader(Buffer.from(text)));
  return await zip.close();
}

async function verified(zip: Uint8Array) {
  const file = path.join(folder, `${createHash('sha256').update(zip).digest('hex')}.zip`);
  writeFileSync(file, zip);
  const python = await pythonForVerifying();
  return await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(python, ['scripts/verify-evidence.py', file, keys], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

test('a pack says who left, when it was told and shut, what was done, what is not proven and why, and verifies offline', async () => {
  const response = await download(fixture.organization.adminEmail);
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('content-disposition')).toMatch(/evidence-2020-01-01-to-.*\.zip/);
  const zip = new Uint8Array(await response.arrayBuffer());
  const files = await filesOf(zip);
  expect([...files.keys()]).toEqual([
    `removals/${removalId}.html`,
    `certificates/${removalId}.jws`,
    'index.html',
    'removals.csv',
    'suspensions.csv',
    'jwks.json',
    'verify-evidence.py',
    'verify-certificate.py',
    'SHA256SUMS',
    'manifest.jws',
  ]);
  const page = files.get(`removals/${removalId}.html`) ?? '';
  for (const text of [
    'Removal of Leo: not proven',
    'Takes another job',
    'Shut after',
    'owns a resource',
    'Dora',
    'renew-grant',
    'open: ',
    'rotate-upstream-secret',
    'revoked',
    'What successors said',
    'Too much for me',
  ])
    expect(page).toContain(text);
  expect(files.get('index.html')).toContain(`<a href="removals/${removalId}.html">Leo</a>`);
  expect(files.get('removals.csv')).toMatch(new RegExp(`^${removalId},Leo,employee,`, 'm'));
  for (const [name, text] of files)
    if (name.endsWith('.html')) expect(text).not.toMatch(/<script|src=|@import|url\(|<link/);
  const { code, stdout, stderr } = await verified(zip);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^GENUINE: 1 removals/)]);
  expect(JSON.parse(stdout)).toMatchObject({ certificates: { proven: 0, notProven: 1 } });
});

describe('it is not genuine when', () => {
  let genuine: Map<string, string>;
  beforeAll(async () => {
    genuine = await filesOf(await pack(fixture.organization.adminEmail));
  });
  const changed = async (change: (files: Map<string, string>) => unknown) => {
    const files = new Map(genuine);
    await change(files);
    return await verified(await zipOf(files));
  };
  const name = () => `removals/${removalId}.html`;
  const certificate = () => `certificates/${removalId}.jws`;
  const resigned = async (files: Map<string, string>, by: Signer) => {
    const [, payload = ''] = (files.get('manifest.jws') ?? '').split('.');
    const statement = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const digest = {
      sha256: createHash('sha256')
        .update(files.get(certificate()) ?? '')
        .digest('hex'),
    };
    for (const subject of statement.subject) if (subject.name === certificate()) subject.digest = digest;
    files.set('manifest.jws', await by.sign(statement));
  };

  test('a page was changed, a file is missing, or one came along', async () => {
    const cases = await Promise.all([
      changed((files) => files.set(name(), (files.get(name()) ?? '').replace('Leo', 'Lea'))),
      changed((files) => files.delete(name())),
      changed((files) => files.set('certificates/more.jws', 'a.b.c')),
    ]);
    const said = ['is not as it was', 'is missing', 'is not in its manifest'];
    expect(cases).toMatchObject(said.map((text) => ({ code: 1, stderr: expect.stringContaining(text) })));
  });

  test('its manifest was signed by somebody else, or a certificate is not signed', async () => {
    const stranger = await openSigner(mkdtempSync(path.join(folder, 'other-')));
    const forge = async (files: Map<string, string>) => {
      const [header, payload = '', signature] = (files.get(certificate()) ?? '').split('.');
      const statement = JSON.parse(Buffer.from(payload, 'base64url').toString());
      statement.predicate.proven = true;
      const proven = Buffer.from(JSON.stringify(statement)).toString('base64url');
      files.set(certificate(), [header, proven, signature].join('.'));
      await resigned(files, signer);
    };
    const cases = await Promise.all([changed((files) => resigned(files, stranger)), changed(forge)]);
    const said = ['none of these keys', 'the signature does not fit'];
    expect(cases).toMatchObject(said.map((text) => ({ code: 1, stderr: expect.stringContaining(text) })));
  });
});

test('whom a person suspended at once is in it: who did it and why, and that it was lifted, or which removal adopted it', async () => {
  const { id, as, adminEmail } = fixture.organization;
  const [ana, ben, cleo] = [
    await testMember(data, id, { name: 'Ana' }),
    await testMember(data, id, { name: 'Ben' }),
    await testMember(data, id, { name: 'Cleo' }),
  ];
  for (const { id: memberId } of [ana, ben, cleo])
    await suspendMember(data.db, id, as, { memberId, now: new Date(), reason: 'emergency', text: 'Lost a laptop' });
  await reactivateMember(data.db, id, as, { memberId: ana.id, now: new Date(), reason: 'reactivated' });
  const preview = await previewPlan(data.db, id, { memberIds: [ben.id], successors: [], now: new Date() });
  const plan = { memberId: ben.id, reason: 'Left', forCause: false, timeZone: 'UTC', successors: [] };
  const [now, planHash] = [new Date(), preview.plans[0]?.hash ?? ''];
  const draft = { ...plan, removalId: randomUUID(), effectiveAt: now, planHash, now };
  const { removalId: adopting } = await draftRemoval(data.db, id, as, draft);
  await planRemoval(data.db, id, as, effect({ removalId: adopting }, 'plan'));
  await startWaiting(data.db, id, workflow, effect({ removalId: adopting }, 'wait'));
  await suspendForRemoval(data.db, id, workflow, effect({ removalId: adopting }, 'suspend'));
  const files = await filesOf(await pack(adminEmail));
  const [, ...lines] = (files.get('suspensions.csv') ?? '').trim().split(/\r?\n/);
  expect(lines).toHaveLength(3); // Leo, whom his removal suspended, is none of them
  const of = (memberId: string) => lines.find((line) => line.startsWith(memberId)) ?? '';
  expect(of(ana.id)).toMatch(/^[^,]+,Ana,person,[^,]+,[^,]+,Lost a laptop,\d{4}-[^,]+,[^,]+,,$/);
  expect(of(ben.id)).toMatch(new RegExp(`,Lost a laptop,,,\\d{4}-[^,]+,${adopting}$`));
  expect(of(cleo.id)).toMatch(/,Lost a laptop,,,,$/);
  const index = files.get('index.html') ?? '';
  expect(index).toContain(`<a href="removals/${adopting}.html">a removal</a>`);
  expect(index).toContain('Still suspended');
});

test('only admins get it, of their own organization, for a period that is one', async () => {
  expect((await download(fixture.dora.email)).status).toBe(403);
  const other = await testOrganization(data);
  expect((await download(other.adminEmail)).status).toBe(404);
  const files = await filesOf(await pack(other.adminEmail, soon(), other.id));
  expect(files.get('index.html')).toContain('In this period nobody left.');
  const backwards = 'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z';
  const refused = await download(fixture.organization.adminEmail, backwards);
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('later than from')]);
});

test('however many took effect in a period, each is in it once, in that order, and nothing else; what has not ended, too', async () => {
  const acme = await testOrganization(data);
  const { id } = await testMember(data, acme.id);
  await data.owner.query(
    `INSERT INTO removals (organization_id, id, member_id, requested_by_id, status, reason, effective_at, plan_hash)
     SELECT $1, gen_random_uuid(), $2, $3, (CASE i WHEN 7 THEN 'waiting' WHEN 8 THEN 'draft' ELSE 'cancelled' END)::removal_status, 'a test',
       timestamptz '2026-01-01 00:00Z' + floor(i / 3.0) * interval '1 hour', '' FROM generate_series(-3, 172) i`,
    [acme.id, id, acme.admin],
  );
  const zip = await pack(acme.adminEmail, 'from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z', acme.id);
  const lines = ((await filesOf(zip)).get('removals.csv') ?? '').trim().split('\r\n').slice(1);
  const columns = lines.map((line) => line.split(','));
  expect(new Set(columns.map(([removal]) => removal)).size).toBe(143); // three an hour, but the draft
  const effective = columns.map((column) => column[5] ?? '');
  expect(effective).toEqual([...effective].sort());
  expect(columns.filter((column) => column.includes('waiting'))).toHaveLength(1);
});

test('names are escaped, and of who was erased there is the pseudonym alone', async () => {
  const { organization, dora, leo } = fixture;
  const markup = `<img src=x onerror="alert('x')">`;
  await data.owner.query('UPDATE members SET name = $2 WHERE id = $1', [dora.id, markup]);
  await data.owner.query(`UPDATE members SET name = 'Person 7', pseudonym = 'Person 7', email = NULL WHERE id = $1`, [
    leo.id,
  ]);
  const files = await filesOf(await pack(organization.adminEmail));
  const page = files.get(`removals/${removalId}.html`) ?? '';
  expect(page).toContain('&#60;img src=x onerror=&#34;alert(&#39;x&#39;)&#34;&#62;');
  expect(page).toContain('Removal of Person 7');
  for (const text of files.values()) expect(text).not.toMatch(/\bLeo\b|<img/);
});
