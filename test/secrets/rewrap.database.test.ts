import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { revealConnectionSecret, setConnectionSecret } from '../../prisma/commands/connections/secrets.ts';
import { rewrapOrganizationKeys } from '../../prisma/commands/organization-keys/rewrap.ts';
import { registerResources } from '../../prisma/commands/resources/register.ts';
import { masterKeyInFolder, nextMasterKey } from '../../prisma/secrets/master-key.ts';
import { openSecrets } from '../../prisma/secrets/secrets.ts';
import { type TestData, testData, type TestOrganization, testOrganization } from '../support/organization.ts';

let data: TestData;
beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

const now = new Date();

async function connectionOf({ id, admin, as }: TestOrganization): Promise<string> {
  const connection = { provider: 'p', auth: 'secret' } as const;
  const resource = { kind: 'connection', hostId: 'c', name: 'C', ownerId: admin, connection };
  const [connectionId = ''] = await registerResources(data.db, id, as, { resources: [resource], now });
  await setConnectionSecret(data.db, data.secrets, id, as, { connectionId, secret: 'swordfish', now });
  return connectionId;
}

test('a new master key is taken into use beside processes that began with the old one, and then the old one is needed no more', async () => {
  const organizations = [await testOrganization(data), await testOrganization(data)];
  const connections = await Promise.all(organizations.map(connectionOf));
  const secretsOf = (secrets: TestData['secrets']) =>
    Promise.all(
      organizations.map(async ({ id, as }, index) => {
        const input = { connectionId: connections[index] ?? '', now };
        return (await revealConnectionSecret(data.db, secrets, id, as, input)).secret;
      }),
    );
  expect(nextMasterKey(data.keys)).toBe('file:2');
  const master = masterKeyInFolder(data.keys);
  const both = await Promise.all([rewrapOrganizationKeys(data.db, master), rewrapOrganizationKeys(data.db, master)]);
  expect(both[0] + both[1]).toBe(2);
  expect(await rewrapOrganizationKeys(data.db, master)).toBe(0);
  expect(await secretsOf(data.secrets)).toEqual(['swordfish', 'swordfish']);
  rmSync(path.join(data.keys, 'master-1.key'));
  expect(await secretsOf(await openSecrets(data.keys))).toEqual(['swordfish', 'swordfish']);
});
