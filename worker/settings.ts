import type { TemporalAddress } from '../temporal/connection.ts';

/** What the worker reads from its environment (docs/configuration.md). */
export interface Settings {
  databaseUrl: string;
  temporal: TemporalAddress;
  url: string;
  keys: string;
  smtpUrl: string;
  allowPrivateHosts: boolean;
  /** `host:port` to serve Prometheus metrics on */
  metrics: string | undefined;
  /** a workflow bundle made before; none: it is made at start */
  bundle: string | undefined;
  logLevel: string;
}

/** @throws Error naming every variable that is missing */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const missing: string[] = [];
  const needed = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') missing.push(name);
    return value ?? '';
  };
  const settings: Settings = {
    databaseUrl: needed('DATABASE_URL'),
    temporal: { address: needed('TEMPORAL_ADDRESS'), namespace: env.TEMPORAL_NAMESPACE ?? 'default' },
    url: needed('DOORWARD_URL'),
    keys: needed('DOORWARD_KEYS'),
    smtpUrl: needed('SMTP_URL'),
    allowPrivateHosts: env.DOORWARD_ALLOW_PRIVATE_HOSTS === '1',
    metrics: env.DOORWARD_METRICS,
    bundle: env.DOORWARD_WORKFLOW_BUNDLE,
    logLevel: env.DOORWARD_LOG_LEVEL ?? 'info',
  };
  if (missing.length > 0) throw new Error(`not set: ${missing.join(', ')} (see docs/configuration.md)`);
  return settings;
}
