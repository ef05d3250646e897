// BEGIN goes in front of a transaction's first statement (prisma/scoped-pool.ts): nothing may ever run before it, beside it or after its end.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connect, type Database, inOrganization } from '../../prisma/client.ts';
import {
  type TestData,
  testData,
  testMember,
  testOrganization,
  type TestOrganization,
} from '../support/organization.ts';

let data: TestData;
let db: Database;
let organization: TestOrganization;

beforeAll(async () => {
  data = await testData();
  organization = await testOrganization(data);
  db = await connect(data.url, { secrets: data.secrets, connections: 1 }); // each transaction gets the connection of the one before
});

afterAll(async () => {
  await db.close();
  await data.close();
});

const rename = (name: string) => ({ where: { id: organization.id }, data: { name } });
const nameNow = async () => {
  const { rows } = await data.owner.query<{ name: string }>('SELECT name FROM organizations WHERE id = $1', [
    organization.id,
  ]);
  return rows[0]?.name;
};

test('a transaction whose first statement is refused does nothing with the next ones', async () => {
  await inOrganization(db, organization.id, (tx) => tx.organization.update(rename('before')));
  const attempt = inOrganization(db, organization.id, async (tx) => {
    await tx.$queryRaw`SELECT 1 / 0`.catch(() => undefined);
    await tx.organization.update(rename('after'));
  });
  await expect(attempt).rejects.toThrow();
  expect(await nameNow()).toBe('before');
});

test('what a transaction wrote by its only statement is undone with it', async () => {
  await inOrganization(db, organization.id, (tx) => tx.organization.update(rename('before')));
  const attempt = inOrganization(db, organization.id, async (tx) => {
    await tx.organization.update(rename('after'));
    throw new Error('changed my mind');
  });
  await expect(attempt).rejects.toThrow('changed my mind');
  expect(await nameNow()).toBe('before');
});

test('a transaction that asked nothing leaves nothing on its connection, whether it ended well or not', async () => {
  await inOrganization(db, organization.id, () => Promise.resolve());
  await expect(inOrganization(db, organization.id, () => Promise.reject(new Error('at once')))).rejects.toThrow();
  const { rows } = await db.pool.query<{ scope: string | null }>(
    `SELECT nullif(current_setting('app.organization', true), '') AS scope`,
  );
  expect(rows).toEqual([{ scope: null }]);
});

test('statements that are asked at once are all in the transaction', async () => {
  const other = await testOrganization(data);
  await testMember(data, other.id);
  const [members, organizations] = await inOrganization(db, organization.id, (tx) =>
    Promise.all([tx.member.count({ where: { organizationId: other.id } }), tx.organization.findMany()]),
  );
  expect(members).toBe(0);
  expect(organizations.map(({ id }) => id)).toEqual([organization.id]);
});
