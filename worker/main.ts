// The worker process: runs workflows and activities until it is told to stop.
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createMailer } from '../activities/mails/mailer.ts';
import { createActivities } from '../activities/registry.ts';
import { connect } from '../prisma/client.ts';
import { openSecrets } from '../prisma/secrets/secrets.ts';
import { openSigner } from '../prisma/secrets/signing.ts';
import { registerSearchAttributes } from '../temporal/search-attributes.ts';
import { temporalClient } from '../temporal/connection.ts';
import { taskQueue, webhookTaskQueue } from '../temporal/task-queue.ts';
import { workflowBundle } from './bundle.ts';
import { collectEarly } from './heap.ts';
import { sweepingShadows, tellingNotices } from './notices.ts';
import { installRuntime } from './runtime.ts';
import { ensureSchedules } from './schedules.ts';
import { readSettings } from './settings.ts';
import { wakeWebhooks } from './webhooks.ts';

collectEarly();
const settings = readSettings(process.env);
const log = pino({ level: settings.logLevel, base: { process: 'worker' } });
installRuntime(log, settings.metrics);

const [secrets, signer] = await Promise.all([openSecrets(settings.keys), openSigner(settings.keys)]);
const db = await connect(settings.databaseUrl, { secrets, connections: 24, name: 'doorward-worker' });
const connection = await NativeConnection.connect({ address: settings.temporal.address });
await registerSearchAttributes(connection.operatorService, settings.temporal.namespace);
await ensureSchedules(connection, settings.temporal.namespace);

const { url, allowPrivateHosts } = settings;
const mailer = createMailer(settings.smtpUrl);
const shared = {
  connection,
  namespace: settings.temporal.namespace,
  workflowBundle: await workflowBundle(settings.bundle),
  activities: createActivities({ db, mailer, url, secrets, signer, allowPrivateHosts }),
  shutdownGraceTime: '5 seconds',
  shutdownForceTime: '8 seconds',
} as const;
const workers = await Promise.all([
  Worker.create({ ...shared, taskQueue, maxConcurrentActivityTaskExecutions: 16 }), // fewer than database connections
  // they wait for endpoints, not for the database
  Worker.create({ ...shared, taskQueue: webhookTaskQueue, maxConcurrentActivityTaskExecutions: 32 }),
]);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  });
const running = Promise.all(workers.map((worker) => worker.run()));
const client = temporalClient(settings.temporal);
const trouble = (error: unknown): void => log.warn({ err: error }, 'webhooks could not be woken');
const stopWaking = wakeWebhooks({ db, client, trouble });
const stopTelling = tellingNotices({ db, mailer, url }, (error) =>
  log.warn({ failure: error instanceof Error ? error.name : 'unknown' }, 'a notice could not be sent'),
);
const stopSweeping = sweepingShadows({ db, secrets, allowPrivateHosts }, (error) =>
  log.warn({ failure: error instanceof Error ? error.name : 'unknown' }, 'a consent that was left could not be ended'),
);
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
await running;
await stopWaking();
await stopTelling();
await stopSweeping();
mailer.close();
await client.connection.close();
await connection.close();
await db.close();
