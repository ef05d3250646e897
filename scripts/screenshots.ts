// npm run screenshots: the pictures of README and docs/operations.md, from a stack of its own in a temporary folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { prepareSample } from './sample.ts';
import type { Person } from './demo/mailbox.ts';
import { signIn } from './demo/mailbox.ts';
import { launchBrowser } from './support/browser.ts';
import { type Stack, startStack } from './support/stack.ts';
import { until } from './support/until.ts';

const images = path.resolve('docs/images');

interface Member {
  id: string;
  name: string;
}
interface Preview {
  plans: { hash: string }[];
}
interface Removal {
  status: string;
  blocked: boolean;
  openFollowUps: number;
}

/** Acme's admin, and what they do to make a removal wait, block and finish. */
class Acme {
  readonly admin: Person;
  readonly path: string;
  readonly id: string;
  constructor(admin: Person, id: string) {
    this.admin = admin;
    this.id = id;
    this.path = `/v1/organizations/${id}`;
  }

  async member(name: string): Promise<Member> {
    const { items } = await this.admin.get<{ items: Member[] }>(`${this.path}/members?limit=200`);
    const found = items.find((member) => member.name === name);
    if (found === undefined) throw new Error(`the sample has no ${name}`);
    return found;
  }

  async remove({ id }: Member, effectiveAt: Date): Promise<string> {
    const choices = { effectiveAt: effectiveAt.toISOString(), successors: [] };
    const { plans } = await this.admin.post<Preview>(`${this.path}/removals/preview`, { memberIds: [id], ...choices });
    const facts = { memberId: id, planHash: plans[0]?.hash, reason: 'Leaves for another company', ...choices };
    return (await this.admin.post<{ id: string }>(`${this.path}/removals`, facts)).id;
  }

  async reaches(removal: string, like: (removal: Removal) => boolean): Promise<void> {
    const there = async () => like(await this.admin.get<Removal>(`${this.path}/removals/${removal}`));
    await until(there, AbortSignal.timeout(120_000));
  }
}

async function photographRun(page: Page, stack: Stack, workflowId: string, name: string): Promise<void> {
  await page.goto(
    `${stack.temporal.uiUrl}/namespaces/${stack.temporal.namespace}/workflows/${encodeURIComponent(workflowId)}`,
  );
  await page.getByText('Event History').first().waitFor();
  await page.waitForTimeout(8_000); // the UI draws its timeline when it likes, and polls for ever: nothing says that it is done
  await page.screenshot({ path: path.join(images, name) });
}

async function photograph(stack: Stack): Promise<void> {
  const sample = await prepareSample(stack);
  if (sample === undefined) throw new Error('there is no sample organization');
  const admin = await signIn(stack, 'ada@acme.example');
  const session = await admin.get<{ organizations: { id: string }[] }>('/v1/session');
  const acme = new Acme(admin, session.organizations[0]?.id ?? '');
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
  const run = (member: Member) => `removal/${acme.id}/${member.id}`;

  const omar = await acme.member('Omar Haddad');
  await acme.remove(omar, new Date(Date.now() + 14 * 86_400_000));
  await photographRun(page, stack, run(omar), 'temporal-waiting.png');

  const cleo = await acme.member('Cleo Berg');
  const finished = await acme.remove(cleo, new Date());
  await acme.reaches(finished, ({ status }) => status === 'completed');
  await photographRun(page, stack, run(cleo), 'temporal-finished.png');

  const fault = (body: object) =>
    fetch(`${stack.hostUrl}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await fault({ fault: 'refuse', times: 1000 });
  const ben = await acme.member('Ben Carter');
  const removal = await acme.remove(ben, new Date());
  await acme.reaches(removal, ({ blocked }) => blocked);
  await photographRun(page, stack, run(ben), 'temporal-blocked.png');

  await fault({ fault: 'none' });
  await admin.post(`${acme.path}/removals/${removal}/retry`, { step: 'transfer' });
  await acme.reaches(removal, ({ openFollowUps }) => openFollowUps > 0);
  await page.goto(sample.signInUrl);
  await page
    .getByRole('button', { name: /sign in/i })
    .first()
    .click();
  await page.waitForURL(/\/o\//);
  await page.goto(`${stack.url}/o/${acme.id}/removals/${removal}`);
  await page
    .getByRole('heading', { name: /Ben Carter/ })
    .first()
    .waitFor();
  await page.getByRole('table').getByRole('row').nth(1).waitFor();
  await page.setViewportSize({ width: 1360, height: 1120 });
  await page.screenshot({ path: path.join(images, 'removal.png') });
  await browser.close();
}

const dataDir = mkdtempSync(path.join(tmpdir(), 'doorward-screenshots-'));
const stack = await startStack({ dataDir, ports: 'free', log: console.log });
try {
  await photograph(stack);
} finally {
  await stack.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
process.exit();
