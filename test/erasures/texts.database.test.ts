import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inOrganization } from '../../prisma/client.ts';
import { attestFollowUp } from '../../prisma/commands/follow-ups/attest.ts';
import { reopenFollowUp } from '../../prisma/commands/follow-ups/reopen.ts';
import { suspendMember } from '../../prisma/commands/members/suspend.ts';
import { writeNote } from '../../prisma/commands/notes/write.ts';
import { replaceValues } from '../../prisma/commands/removals/erase.ts';
import { skipItem } from '../../prisma/commands/removals/skip.ts';
import { listFollowUps } from '../../prisma/queries/follow-ups/list.ts';
import { attestationNote } from '../../rules/removals/attestation.ts';
import { effect, followedUp, noted } from '../removals/steps.ts';
import { type Fixture, furnished } from '../support/fixture.ts';
import { type TestData, testData } from '../support/organization.ts';

let data: TestData;
let fixture: Fixture;
beforeAll(async () => {
  data = await testData();
  fixture = await furnished(data);
});
afterAll(() => data.close());

const id = () => fixture.organization.id;
const admin = () => fixture.organization.as;
const sql = async (text: string, ...values: unknown[]) => (await data.owner.query<{ text: string }>(text, values)).rows;

/** Where in the organization a text stands, in whatever column of whatever table, as it is or as bytes. */
async function places(texts: readonly string[]): Promise<string[]> {
  const tables = await sql(
    `SELECT DISTINCT table_name AS text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'organization_id'`,
  );
  const found: string[] = [];
  for (const { text: table } of tables) {
    const all = await sql(`SELECT to_jsonb(t)::text AS text FROM ${table} t WHERE organization_id = $1`, id());
    for (const wanted of texts) {
      const bytes = Buffer.from(wanted).toString('hex');
      if (all.some(({ text }) => text.includes(wanted) || text.includes(bytes))) found.push(`${table}: ${wanted}`);
    }
  }
  return found;
}

const about = {
  suspended: 'Shouted at everyone',
  reason: 'Takes another job',
  skipped: 'Leo still needs it at home',
  attested: 'Told Leo by telephone',
  evidence: 'https://mail.example/leo',
  doubted: 'Leo signed in yesterday',
  decided: 'Leo is a friend of mine',
};
const by = { note: 'I never liked it', decided: 'Mia is good', allowed: 'I am in a hurry' };
const ofOthers = 'Dora is on leave';

/** Words about Leo and by Leo, in each place that takes some, and words that are neither. */
async function wordsEverywhere(): Promise<string> {
  const { leo, mia } = fixture;
  const here = { data, fixture };
  const reason = await noted(here, about.suspended);
  await suspendMember(data.db, id(), admin(), { memberId: leo.id, now: new Date(), reason, text: about.suspended });
  const going = await followedUp(data, fixture);
  const items = await listFollowUps(data.db, id(), { ownerId: mia.id, limit: 1 });
  const followUpId = items[0]?.id ?? '';
  const attest = async () => {
    const noteId = randomUUID();
    const text = attestationNote({ statement: about.attested, evidence: about.evidence });
    await writeNote(data.db, id(), { id: noteId, authorId: mia.id, text, now: new Date() });
    await attestFollowUp(data.db, id(), mia.as, { followUpId, noteId, now: new Date(), receipt: noteId });
  };
  await attest();
  await reopenFollowUp(data.db, id(), admin(), {
    followUpId,
    reason: about.doubted,
    now: new Date(),
  });
  await attest();
  const others = await listFollowUps(data.db, id(), { ownerId: fixture.dora.id, limit: 1 });
  const noteId = await noted(here, about.skipped);
  await skipItem(data.db, id(), admin(), { ...effect(going), itemKey: others[0]?.itemKey ?? '', noteId });
  await noted(here, ofOthers);
  await writeNote(data.db, id(), { id: randomUUID(), authorId: leo.id, text: by.note, now: new Date() });
  const invitation = randomUUID();
  await sql(
    `INSERT INTO invitations (organization_id, id, status, email, inviter_id, member_id) VALUES ($1, $2, 'accepted', $3, $4, $5)`,
    id(),
    invitation,
    leo.email,
    fixture.organization.admin,
    leo.id,
  );
  await decision(invitation, fixture.organization.admin, about.decided);
  await decision(randomUUID(), leo.id, by.decided);
  await decision(randomUUID(), mia.id, ofOthers);
  await sql(
    `INSERT INTO breaker_allowances (organization_id, allowed_by_id, more, reason, created_at, expires_at) VALUES ($1, $2, 1, $3, now(), now())`,
    id(),
    leo.id,
    by.allowed,
  );
  return going.removalId;
}

async function decision(subject: string, by: string, text: string): Promise<void> {
  const approval = randomUUID();
  await sql(
    `INSERT INTO approvals (organization_id, id, subject, subject_id, requested_by_id, status, stages, facts_hash, deadline, ended_at)
     VALUES ($1, $2, 'invitation', $3, $4, 'approved', '[]', '', now(), now())`,
    id(),
    approval,
    subject,
    fixture.otto.id,
  );
  await sql(
    `INSERT INTO approval_decisions (organization_id, approval_id, stage, member_id, decision, reason, facts_hash) VALUES ($1, $2, 0, $3, 'approve', $4, '')`,
    id(),
    approval,
    by,
    text,
  );
}

test('erasing someone leaves no word about them or by them in any column of the organization, and those about others as they are', async () => {
  const removalId = await wordsEverywhere();
  await sql(`UPDATE removals SET certificate = 'signed' WHERE id = $1`, removalId);
  const words = [...Object.values(about), ...Object.values(by)];
  for (const word of words) expect(await places([word])).not.toEqual([]);
  const before = await places([ofOthers]);

  await inOrganization(data.db, id(), (tx) => replaceValues(tx, id(), fixture.leo.id));

  expect(await places([...words, '"Leo"', fixture.leo.email])).toEqual([]);
  expect(before).toEqual([`approval_decisions: ${ofOthers}`, `notes: ${ofOthers}`].sort());
  expect(await places([ofOthers])).toEqual(before);
  expect(await sql('SELECT certificate AS text FROM removals WHERE id = $1', removalId)).toEqual([{ text: 'signed' }]);
});
