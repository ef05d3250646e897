import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { searchAttributes } from '../../rules/search-attributes.ts';
import { ensureNamespace, temporalServes } from '../../scripts/support/temporal-server.ts';
import { registerSearchAttributes } from '../../temporal/search-attributes.ts';

export interface TestTemporal {
  address: string;
  namespace: string;
  /** Random: no other test file's worker takes its tasks. */
  taskQueue: string;
  client: Client;
  connection: NativeConnection;
  /** Runs a worker with our workflows on the task queue. */
  startWorker(activities: object, options?: Partial<WorkerOptions>): Promise<TestWorker>;
  /** Stops the workers and disconnects. */
  close(): Promise<void>;
}

export interface TestWorker {
  worker: Worker;
  stop(): Promise<void>;
}

/** The shared dev server. `namespace: 'own'`: a fresh one with the search attributes, for a test that lists or counts runs. */
export async function testTemporal(options: { namespace?: 'own' } = {}): Promise<TestTemporal> {
  const address = process.env.TEST_TEMPORAL_ADDRESS;
  if (!address) throw new Error('Temporal runs only for .temporal and .browser tests');
  quieten();
  const namespace = options.namespace === 'own' ? await ownNamespace(address) : 'default';
  const [connection, own] = await Promise.all([NativeConnection.connect({ address }), Connection.connect({ address })]);
  const client = new Client({ connection: own, namespace });
  return withWorkers({ address, namespace, client, connection }, async () => {
    await Promise.all([connection.close(), own.close()]);
  });
}

/**
 * A server of its own whose clock jumps to the next timer while a result is awaited. It knows neither lists nor schedules.
 * `sleep` moves the clock. Never read the clock after a result: it may have jumped on by years.
 */
export async function timeSkippingTemporal(): Promise<
  TestTemporal & { sleep(duration: string | number): Promise<void> }
> {
  const executable = process.env.TEST_TEMPORAL_TEST_SERVER;
  if (!executable) throw new Error('the time-skipping test server is there only for .temporal and .browser tests');
  quieten();
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: executable } },
  });
  const { AddSearchAttributesRequest } = proto.temporal.api.operatorservice.v1; // by name: this server cannot list what it has
  const wanted = Object.fromEntries(
    Object.entries(searchAttributes).map(([name, type]) => [name, `INDEXED_VALUE_TYPE_${type}`]),
  );
  await env.connection.operatorService.addSearchAttributes(
    AddSearchAttributesRequest.fromObject({ searchAttributes: wanted }),
  );
  const parts = {
    address: env.address,
    namespace: env.namespace ?? 'default',
    client: env.client,
    connection: env.nativeConnection,
  };
  const temporal = withWorkers(parts, () => env.teardown());
  return { ...temporal, sleep: (duration) => env.sleep(duration) };
}

/** A worker factory on a server: each test file has a task queue of its own. */
export function withWorkers(
  parts: Pick<TestTemporal, 'address' | 'namespace' | 'client' | 'connection'>,
  disconnect: () => Promise<void>,
): TestTemporal {
  const taskQueue = `test-${randomUUID()}`;
  const running = new Set<TestWorker>();
  return {
    ...parts,
    taskQueue,
    async startWorker(activities, options = {}) {
      const codePath = process.env.TEST_WORKFLOW_BUNDLE;
      if (codePath === undefined) throw new Error('there is no workflow bundle');
      const { connection, namespace } = parts;
      const bundle = { workflowBundle: { codePath } };
      const worker = await Worker.create({ connection, namespace, taskQueue, activities, ...bundle, ...options });
      const run = worker.run();
      const started: TestWorker = {
        worker,
        async stop() {
          if (!running.delete(started)) return;
          worker.shutdown();
          await run;
        },
      };
      running.add(started);
      return started;
    },
    async close() {
      await Promise.all([...running].map((worker) => worker.stop()));
      await disconnect();
    },
  };
}

async function ownNamespace(address: string): Promise<string> {
  const namespace = `test-${randomUUID()}`;
  await ensureNamespace(address, namespace, 1);
  await temporalServes(address, namespace, AbortSignal.timeout(10_000));
  await registerAttributes(address, namespace);
  return namespace;
}

/** Registers our search attributes with the server at `address`. */
export async function registerAttributes(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  await registerSearchAttributes(connection.operatorService, namespace);
  await connection.close();
}

let quiet = false;

/** Refusals and retries are what tests provoke: the SDK must not print each. */
export function quieten(): void {
  if (quiet) return;
  quiet = true;
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'off', console: {} } },
  });
}
