import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Mail, Mailer } from '../../activities/dependencies.ts';
import { tellRemovalNotices } from '../../activities/removal-notices/notices.ts';
import { recordFirstRuns } from '../../prisma/commands/removals/first-runs.ts';
import { transferBatch } from '../../prisma/commands/removals/transfer.ts';
import { listRemovalItems, type RemovalItem } from '../../prisma/queries/removals/items.ts';
import { Failure } from '../../rules/failures.ts';
import { effect, inBatches, running, suspended, workflow } from '../removals/steps.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';

const HOUR = 3_600_000;

let data: TestData;
let fixture: Fixture;
let removalId: string;
let received: RemovalItem[];
let start: number;
let sent: Mail[];
let mailer: Mailer;
const troubles: unknown[] = [];

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

/** Handed over: all that Dora received, who maintains Leo’s team and is no custodian. */
beforeEach(async () => {
  sent = [];
  mailer = { send: async (mail) => void sent.push(mail) };
  fixture = await furnished(data);
  const { organization, dora } = fixture;
  const before = await suspended(data, fixture);
  ({ removalId } = before);
  await running(before, 'transfer');
  await inBatches(() => transferBatch(data.db, organization.id, workflow, { ...effect(before), limit: 1000 }));
  const items = await listRemovalItems(data.db, organization.id, { removalId, kind: 'resource-runs-as', limit: 100 });
  start = Date.now();
  received = items.filter(({ successorId }) => successorId === dora.id);
});

const refuse = (at: Date, ...items: RemovalItem[]) =>
  recordFirstRuns(
    data.db,
    fixture.organization.id,
    items.map(({ objectId, successorId }) => ({
      automationId: objectId,
      memberId: successorId ?? '',
      at,
      allowed: false,
      because: 'nothing gives them access',
    })),
  );
const tell = (now: Date) =>
  tellRemovalNotices(
    { db: data.db, mailer, url: 'https://doorward.example' },
    now,
    (error) => void troubles.push(error),
  );
const after = (hours: number) => new Date(start + hours * HOUR);
const to = () => sent.map((mail) => mail.to).sort();
const at = (index: number): RemovalItem => {
  const item = received[index];
  if (item === undefined) throw new Error(`the successor received no ${index}`);
  return item;
};

test('whom a refused first run runs as and the custodian are told once, with what to do', async () => {
  const { organization, dora } = fixture;
  await refuse(after(0), at(0));
  await refuse(after(0), at(0)); // seen by another process, too: it is no first run any more
  await Promise.all([tell(after(0.01)), tell(after(0.01))]);
  expect(to()).toEqual([organization.adminEmail, dora.email].sort());
  const [theirs, custodians] = [dora.email, organization.adminEmail].map((email) => sent.find((m) => m.to === email));
  expect(theirs?.subject).toBe(`Refused when first run after Leo: “${at(0).objectName}”`);
  expect(theirs?.text).toContain(`“${at(0).objectName}”: nothing gives them access`);
  expect(theirs?.text).toContain('to give you access to what it uses');
  expect(theirs?.text).toContain(`/o/${organization.id}/resources/${at(0).objectId}`);
  expect(custodians?.text).toContain('or let it run as somebody else');
  expect(custodians?.text).toContain(`/o/${organization.id}/removals/${removalId}`);
  await tell(after(5));
  expect(sent).toHaveLength(2);
});

test('what is refused within the hour after a mail is told together when it is over, and each refusal in one mail', async () => {
  await refuse(after(0), at(0));
  await tell(after(0.01));
  sent = [];
  await refuse(after(0.1), at(1));
  await refuse(after(0.5), at(2), at(3));
  await tell(after(0.9));
  expect(sent).toEqual([]);
  await tell(after(1.1));
  expect(sent).toHaveLength(2);
  for (const { subject, text } of sent) {
    expect(subject).toBe('Refused when first run after Leo: 3 automations');
    for (const item of [at(1), at(2), at(3)]) expect(text).toContain(`“${item.objectName}”`);
    expect(text).not.toContain(`“${at(0).objectName}”`);
  }
});

test('what is refused while a notice is being told is told in the next', async () => {
  await refuse(after(0), at(0));
  const working = mailer;
  mailer = { send: () => Promise.reject(new Failure('mail-unreachable', {})) };
  await tell(after(0.01));
  expect(troubles.splice(0)).toMatchObject([{ name: 'mail-unreachable' }]);
  await refuse(after(0.02), at(1));
  mailer = working;
  await tell(after(0.2));
  expect(sent.map(({ subject }) => subject)).toEqual(
    Array.from({ length: 2 }, () => `Refused when first run after Leo: “${at(0).objectName}”`),
  );
  await tell(after(2));
  expect(sent).toHaveLength(4);
});

test('nobody is told of what was allowed, or runs as somebody else by now', async () => {
  const { organization, mia } = fixture;
  await recordFirstRuns(data.db, organization.id, [
    { automationId: at(0).objectId, memberId: at(0).successorId ?? '', at: after(0), allowed: true, because: null },
  ]);
  await refuse(after(0), at(1));
  await data.owner.query('UPDATE resources SET runs_as_id = $1 WHERE id = $2', [mia.id, at(1).objectId]);
  await tell(after(0.01));
  expect(sent).toEqual([]);
});

test('of a service account its sponsor is told', async () => {
  const { organization, serviceAccount, otto } = fixture;
  await data.owner.query('UPDATE members SET sponsor_id = $1 WHERE id = $2', [otto.id, serviceAccount]);
  await data.owner.query('UPDATE plan_items SET successor_id = $1 WHERE removal_id = $2 AND key = $3', [
    serviceAccount,
    removalId,
    at(0).key,
  ]);
  await data.owner.query('UPDATE resources SET runs_as_id = $1 WHERE id = $2', [serviceAccount, at(0).objectId]);
  await refuse(after(0), { ...at(0), successorId: serviceAccount });
  await tell(after(0.01));
  expect(to()).toEqual([organization.adminEmail, otto.email].sort());
  expect(sent.find((mail) => mail.to === otto.email)?.text).not.toContain('give you access');
});
