// The API process: HTTP API and console, until it is told to stop.
import { pino } from 'pino';
import { connect } from '../prisma/client.ts';
import { gatheringFacts } from '../prisma/queries/access/gathering.ts';
import { openSecrets } from '../prisma/secrets/secrets.ts';
import { openSigner } from '../prisma/secrets/signing.ts';
import { temporalClient } from '../temporal/connection.ts';
import { buildApp } from './app.ts';
import { engineOf } from './engine.ts';
import { firstRunsIn } from './first-runs.ts';
import { keyUsesIn } from './key-uses.ts';
import { loggerOptions } from './log.ts';
import { sessionUsesIn } from './session-uses.ts';
import { readSettings } from './settings.ts';

const settings = readSettings(process.env);
const log = pino(loggerOptions(settings.logLevel));
const [secrets, signer] = await Promise.all([openSecrets(settings.keys), openSigner(settings.keys)]);
const db = await connect(settings.databaseUrl, { secrets, connections: 20, name: 'doorward-api' });
const client = temporalClient(settings.temporal);
const keyUses = keyUsesIn(db, (error) => log.warn({ err: error }, 'uses of keys could not be written'));
const sessionUses = sessionUsesIn(db, (error) => log.warn({ err: error }, 'uses of sessions could not be written'));
const firstRuns = firstRunsIn(db, (error) => log.warn({ err: error }, 'first runs could not be written'));
const { allowPrivateHosts, temporalUi, url, peopleCreateOrganizations } = settings;

const app = await buildApp(
  {
    db,
    secrets,
    askFacts: gatheringFacts(db),
    engine: engineOf(client),
    signer,
    keyUses,
    sessionUses,
    firstRuns,
    peopleCreateOrganizations,
    allowPrivateHosts,
    url,
    ...(temporalUi === undefined ? {} : { temporalUi: { url: temporalUi, namespace: settings.temporal.namespace } }),
  },
  { logger: log, trustProxy: settings.trustProxy, requestsPerMinute: settings.requestsPerMinute },
);
await app.listen({ port: settings.port, host: settings.host });
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await app.close();
  await keyUses.close();
  await sessionUses.close();
  await firstRuns.close();
  await client.connection.close();
  await db.close();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
