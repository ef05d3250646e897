import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { changing } from '../../prisma/change.ts';
import { inOrganization } from '../../prisma/client.ts';
import { createTeam, renameTeam } from '../../prisma/commands/teams/teams.ts';
import { addTeamMember } from '../../prisma/commands/teams/members.ts';
import { exportBounds, exportLines } from '../../prisma/queries/audit-entries/export.ts';
import type { AuditFilter } from '../../prisma/queries/audit-entries/filter.ts';
import { listAuditEntries } from '../../prisma/queries/audit-entries/list.ts';
import { listEvents } from '../../prisma/queries/events/list.ts';
import { sqlState } from '../../prisma/retry.ts';
import {
  type TestData,
  testData,
  testMember,
  type TestOrganization,
  testOrganization,
} from '../support/organization.ts';

let data: TestData;
let organization: TestOrganization;
const now = new Date();

beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());
beforeEach(async () => {
  organization = await testOrganization(data);
});

const team = (name: string) => createTeam(data.db, organization.id, organization.as, { name, now });

interface Line {
  sequence: number;
  body: string;
  hash: string;
}

async function exported(): Promise<Line[]> {
  const entries: Line[] = [];
  const { last } = await exportBounds(data.db, organization.id, 0n);
  for await (const { lines } of exportLines(data.db, organization.id, { filter: {}, after: 0n, last }))
    entries.push(...linesIn(lines));
  return entries;
}

const linesIn = (lines: Buffer): Line[] =>
  lines
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { sequence, hash } = JSON.parse(line) as { sequence: number; hash: string };
      return { sequence, hash, body: line.slice(line.indexOf(',"body":') + 8, -1) };
    });

/** hash(n) = SHA-256(hash(n-1) | decimal n | LF | body), computed here, apart from the database. */
function chained(entries: readonly Line[]): string[] {
  let previous = Buffer.alloc(0);
  return entries.map(({ sequence, body }) => {
    previous = createHash('sha256').update(previous).update(`${sequence}\n${body}`).digest();
    return previous.toString('hex');
  });
}

describe('the chain', () => {
  test('is gapless and holds under 50 writers at once, of whom some fail', async () => {
    const attempts = Array.from({ length: 50 }, async (_, i) => {
      if (i % 5 !== 4) return team(`Team ${i}`);
      return changing(data.db, organization.id, organization.as, async (tx, record) => {
        await tx.team.create({ data: { organizationId: organization.id, name: `Undone ${i}` } });
        record({ action: 'team.created', object: 'team' });
        await Promise.resolve();
        throw new Error('undone');
      });
    });
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(40);
    const entries = await exported();
    const first = 2; // the organization and its admin
    expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: first + 40 }, (_, i) => i + 1));
    expect(entries.map(({ hash }) => hash)).toEqual(chained(entries));
    const { rows } = await data.owner.query(
      `SELECT sequence::int, encode(hash, 'hex') AS hash FROM audit_heads WHERE organization_id = $1`,
      [organization.id],
    );
    expect(rows).toEqual([{ sequence: 42, hash: entries.at(-1)?.hash }]);
  }, 60_000);

  test('tells when a body was changed behind the triggers’ back', async () => {
    await team('Data');
    const entries = await exported();
    const forged = entries.map((entry, i) =>
      i === 1 ? { ...entry, body: entry.body.replace('admin', 'viewer') } : entry,
    );
    expect(forged[1]?.body).not.toBe(entries[1]?.body);
    expect(chained(forged).at(-1)).not.toBe(entries.at(-1)?.hash);
  });

  test('is exported as it was hashed, whatever a body has in it', async () => {
    const name = `"quoted" \\ back\\\\slash \u0001 \u0002 tab\t line\n “ö” 😀`;
    await team(name);
    const entries = await exported();
    expect((JSON.parse(entries.at(-1)?.body ?? '') as { after: object }).after).toEqual({ name });
    expect(entries.map(({ hash }) => hash)).toEqual(chained(entries));
  });

  test('has an event for each entry, of the same sequence and moment', async () => {
    const { teamId } = await team('Data');
    await renameTeam(data.db, organization.id, organization.as, { teamId, name: 'Data & ML' });
    const events = await listEvents(data.db, organization.id, { after: 0n, limit: 100 });
    const entries = await exported();
    expect(events.map(({ sequence, type, objectId, at }) => [sequence, type, objectId, at.toISOString()])).toEqual(
      entries.map(({ sequence, body }) => {
        const { action, objectId, at } = JSON.parse(body) as { action: string; objectId: string; at: string };
        return [BigInt(sequence), action, objectId, at];
      }),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'organization.created',
      'member.joined',
      'team.created',
      'team.renamed',
    ]);
  });

  test('shows a reader no later entry before an earlier one: what was read is never added to below', async () => {
    const writers = Promise.all(Array.from({ length: 20 }, (_, i) => team(`Team ${i}`)));
    let done = false;
    void writers.then(() => (done = true));
    const read: bigint[] = [];
    for (let last = 0n; !done || read.length < 22; ) {
      const events = await listEvents(data.db, organization.id, { after: last, limit: 5 });
      read.push(...events.map(({ sequence }) => sequence));
      last = read.at(-1) ?? 0n;
    }
    expect(read).toEqual(Array.from({ length: 22 }, (_, i) => BigInt(i + 1)));
  });

  test('carries no name and no address of anyone, but of a thing what it is called', async () => {
    const member = await testMember(data, organization.id, { name: 'Wilhelmina Uncommon' });
    const { teamId } = await team('Zebra crossing');
    await addTeamMember(data.db, organization.id, member.as, { teamId, memberId: member.id, role: 'member', now });
    const text = (await exported()).map(({ body }) => body).join();
    expect(text).toContain(member.id);
    expect(text).toContain('Zebra crossing');
    for (const personal of ['Wilhelmina', member.email, organization.adminEmail, 'Ana Admin'])
      expect(text).not.toContain(personal);
  });
});

describe('an entry', () => {
  const refused = (sql: string, owner = false) => {
    const work = owner
      ? data.owner.query(sql)
      : inOrganization(data.db, organization.id, (tx) => tx.$executeRawUnsafe(sql));
    return Promise.resolve(work).then(
      () => 'done',
      (error: unknown) => sqlState(error),
    );
  };
  const statements = ['audit_entries', 'events'].flatMap((table) => [
    `UPDATE ${table} SET sequence = sequence + 1`,
    `DELETE FROM ${table}`,
    `TRUNCATE ${table}`,
  ]);

  test.each(statements)('can’t be touched by the processes: %s', async (sql) => {
    expect(await refused(sql)).toBe('42501');
  });
  test.each(statements)('nor by the owner of the database: %s', async (sql) => {
    expect(await refused(sql, true)).toBe('23001');
  });
  test('nor with the triggers of a replica', async () => {
    expect(await refused(`SET session_replication_role = replica; DELETE FROM audit_entries`, true)).toBe('23001');
  });
  test('can’t be written by the processes but through the function that chains it', async () => {
    const values = `('${organization.id}', 99, '{}', '\\x')`;
    expect(await refused(`INSERT INTO audit_entries (organization_id, sequence, body, hash) VALUES ${values}`)).toBe(
      '42501',
    );
    expect(await refused(`UPDATE audit_heads SET sequence = 99`)).toBe('42501');
  });
  test('of a change that was undone is undone with it', async () => {
    const before = await exported();
    await team('Data');
    await expect(team('DATA')).rejects.toMatchObject({ name: 'name-taken', facts: { name: 'team' } });
    expect(await exported()).toHaveLength(before.length + 1);
  });
});

describe('reading the audit', () => {
  const actions = async (
    filter: AuditFilter,
    page: { newestFirst?: boolean; after?: bigint; limit: number } = { limit: 50 },
  ) =>
    (await listAuditEntries(data.db, organization.id, filter, page)).map(
      ({ body }) => (JSON.parse(body) as { action: string }).action,
    );

  test('finds by action, noun, object, actor and time, in either direction, page by page', async () => {
    const member = await testMember(data, organization.id, { role: 'admin' });
    const { teamId } = await team('Data');
    await addTeamMember(data.db, organization.id, member.as, { teamId, memberId: member.id, role: 'member', now });
    expect(await actions({ action: 'team.created' })).toEqual(['team.created']);
    expect(await actions({ action: 'team' })).toEqual(['team.created', 'team.member-added']);
    expect(await actions({ object: 'team', objectId: teamId }, { newestFirst: true, limit: 50 })).toEqual([
      'team.member-added',
      'team.created',
    ]);
    expect(await actions({ actorId: member.id })).toEqual(['team.member-added']);
    expect(await actions({ from: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await actions({ before: new Date(Date.now() + 60_000) })).toHaveLength(4);
    expect(await actions({}, { limit: 2 })).toEqual(['organization.created', 'member.joined']);
    expect(await actions({}, { after: 2n, limit: 2 })).toEqual(['team.created', 'team.member-added']);
    expect(await actions({}, { newestFirst: true, after: 3n, limit: 5 })).toEqual([
      'member.joined',
      'organization.created',
    ]);
  });

  test('exports the whole chain, over many pages, as it was when the export began', async () => {
    await changing(data.db, organization.id, organization.as, async (_tx, record) => {
      for (let i = 0; i < 20_500; i++) record({ action: 'test.happened', object: 'test', after: { i } });
      await Promise.resolve();
    });
    const pages: number[] = [];
    const { last } = await exportBounds(data.db, organization.id, 0n);
    for await (const page of exportLines(data.db, organization.id, { filter: {}, after: 0n, last })) {
      if (pages.length === 0) await team('Later');
      pages.push(page.entries);
    }
    expect(pages).toEqual([20_000, 502]);
    const entries = await exported();
    expect(entries).toHaveLength(20_503);
    expect(entries.map(({ hash }) => hash)).toEqual(chained(entries));
  });
});
