import net from 'node:net';
import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Part } from './part.ts';
import { until } from './until.ts';

export interface TemporalServerOptions {
  cli: string;
  port: number;
  /** Without: no UI. */
  uiPort?: number;
  /** SQLite file that keeps its data; without: in memory. */
  file?: string;
}

/** Temporal's development server, as a part for the supervisor. */
export function temporalServer({ cli, port, uiPort, file }: TemporalServerOptions): Part {
  const ui = uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch'];
  // the write-ahead log gives twice the throughput of the default journal, and survives a kill just as well
  const kept =
    file === undefined
      ? []
      : ['--db-filename', file, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];
  const settings = [
    '--log-level',
    'error',
    '--log-format',
    'json',
    '--dynamic-config-value',
    'matching.enableFairness=true',
  ];
  return {
    name: 'temporal',
    command: cli,
    args: ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), ...ui, ...kept, ...settings],
    graceMs: 10_000,
    ready: async (signal) => temporalServes(`127.0.0.1:${port}`, 'default', signal),
  };
}

/** Resolves once the server at `address` knows the namespace; rejects with the signal's reason. */
export async function temporalServes(address: string, namespace: string, signal: AbortSignal): Promise<void> {
  // first the port, because a refused gRPC channel waits a second; then the namespace, because the port opens before it is there
  await listens(address, signal);
  const connection = await Connection.connect({ address });
  try {
    await until(async () => {
      try {
        await connection.withDeadline(Date.now() + 1000, () =>
          connection.workflowService.describeNamespace({ namespace }),
        );
        return true;
      } catch {
        return false;
      }
    }, signal);
  } finally {
    await connection.close();
  }
}

/** Resolves once something listens at `address`; rejects with the signal's reason. */
export async function listens(address: string, signal: AbortSignal): Promise<void> {
  await until(() => accepts(address), signal);
}

/** Makes the namespace unless it is there. `retentionDays`: how long finished runs are kept. */
export async function ensureNamespace(address: string, namespace: string, retentionDays: number): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const { RegisterNamespaceRequest } = proto.temporal.api.workflowservice.v1;
    const retention = { seconds: retentionDays * 86_400 };
    await connection.workflowService.registerNamespace(
      RegisterNamespaceRequest.fromObject({ namespace, workflowExecutionRetentionPeriod: retention }),
    );
  } catch (error) {
    const ALREADY_EXISTS = 6;
    if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
  } finally {
    await connection.close();
  }
}

async function accepts(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(/:(?=\d+$)/);
  return await new Promise((resolve) => {
    const socket = net.connect(Number(port), host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
