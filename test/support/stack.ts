import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { connect } from '../../prisma/client.ts';
import { openSecrets } from '../../prisma/secrets/secrets.ts';
import { type Stack, type StackOptions, startStack } from '../../scripts/support/stack.ts';
import { testDatabase } from './database.ts';
import type { TestData } from './organization.ts';

/**
 * Worker, API and example host as processes of their own, on an own database and an own Temporal namespace of the shared servers.
 * `stop` takes everything away again. Only in .temporal and .browser tests.
 */
export async function testStack(options: Pick<StackOptions, 'parts' | 'env'> = {}): Promise<Stack> {
  const address = process.env.TEST_TEMPORAL_ADDRESS;
  const bundle = process.env.TEST_WORKFLOW_BUNDLE;
  if (!address) throw new Error('Temporal runs only for .temporal and .browser tests');
  const dataDir = mkdtempSync(path.join(tmpdir(), 'doorward-stack-'));
  const database = await testDatabase();
  const stack = await startStack({
    ...options,
    dataDir,
    ports: 'free',
    database,
    temporal: { address, namespace: `test-${randomUUID()}` },
    env: { ...(bundle === undefined ? {} : { DOORWARD_WORKFLOW_BUNDLE: bundle }), ...options.env },
  });
  return {
    ...stack,
    async stop() {
      await stack.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The data layer of a stack, for a test or bench that furnishes it and looks into it. */
export async function dataOf({ database: { url, ownerUrl }, keysDir: keys }: Stack): Promise<TestData> {
  const secrets = await openSecrets(keys);
  const db = await connect(url, { secrets });
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 3 });
  owner.on('error', () => undefined); // a server that is killed takes idle connections along
  const close = async () => {
    await db.close();
    await owner.end();
  };
  return { db, secrets, owner, url, ownerUrl, keys, close };
}
