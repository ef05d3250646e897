import { type LogLevel, type LogMetadata, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** A task token completes an activity in anyone's hands: it stays out of logs. */
function withoutTokens(meta: LogMetadata | undefined): Record<string | symbol, unknown> {
  const { taskToken: _, ...rest } = (meta ?? {}) as Record<string, unknown>;
  return rest;
}

/** Temporal's runtime of this process: logs of the SDK and of its core through pino, and Prometheus metrics where asked for. Before the first connection. */
export function installRuntime(log: Logger, metrics: string | undefined): void {
  const write = (level: LogLevel, message: string, meta?: LogMetadata): void =>
    log[levels[level]](withoutTokens(meta), message);
  Runtime.install({
    logger: {
      log: write,
      trace: (message, meta) => write('TRACE', message, meta),
      debug: (message, meta) => write('DEBUG', message, meta),
      info: (message, meta) => write('INFO', message, meta),
      warn: (message, meta) => write('WARN', message, meta),
      error: (message, meta) => write('ERROR', message, meta),
    },
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: 'temporalio_sdk_core=WARN,temporalio_client=WARN', forward: {} },
      ...(metrics === undefined ? {} : { metrics: { prometheus: { bindAddress: metrics } } }),
    },
  });
}
