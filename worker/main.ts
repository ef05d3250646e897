// The worker process: runs workflows and activities until it is told to stop.
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createMailer } from '../activities/mails/mailer.ts';
import { createActivities } from '../activities/registry.ts';
import { connect } from '../prisma/client.ts';
import { openSecrets } from '../prisma/secrets/secrets.ts';
import { openSigner } from '../prisma/secrets/signing.ts';
import { registerSearchAttributes } from '../temporal/search-attributes.ts';
import { taskQueue } from '../temporal/task-queue.ts';
import { workflowBundle } from './bundle.ts';
import { installRuntime } from './runtime.ts';
import { readSettings } from './settings.ts';

const settings = readSettings(process.env);
const log = pino({ level: settings.logLevel, base: { process: 'worker' } });
installRuntime(log, settings.metrics);

const [secrets, signer] = await Promise.all([openSecrets(settings.keys), openSigner(settings.keys)]);
const db = await connect(settings.databaseUrl, { secrets, connections: 20 });
const connection = await NativeConnection.connect({ address: settings.temporal.address });
await registerSearchAttributes(connection.operatorService, settings.temporal.namespace);

const { url, allowPrivateHosts } = settings;
const mailer = createMailer(settings.smtpUrl);
const worker = await Worker.create({
  connection,
  namespace: settings.temporal.namespace,
  taskQueue,
  workflowBundle: await workflowBundle(settings.bundle),
  activities: createActivities({ db, mailer, url, secrets, signer, allowPrivateHosts }),
  maxConcurrentActivityTaskExecutions: 16, // fewer than database connections
  shutdownGraceTime: '5 seconds',
  shutdownForceTime: '8 seconds',
});

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  });
const running = worker.run();
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
await running;
mailer.close();
await connection.close();
await db.close();
