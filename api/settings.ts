import type { TemporalAddress } from '../temporal/connection.ts';

/** What the API reads from its environment (docs/configuration.md). */
export interface Settings {
  databaseUrl: string;
  temporal: TemporalAddress;
  /** public base URL, without a slash at the end */
  url: string;
  /** folder of the master key and the signing keys */
  keys: string;
  /** base URL of the Temporal UI, for links to a run */
  temporalUi: string | undefined;
  port: number;
  /** address to listen on; default: this machine only */
  host: string;
  /** requests of one address per minute that are answered */
  requestsPerMinute: number;
  /** a proxy in front says whose request it is (X-Forwarded-For) */
  trustProxy: boolean;
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
    url: needed('DOORWARD_URL').replace(/\/+$/, ''),
    keys: needed('DOORWARD_KEYS'),
    temporalUi: env.DOORWARD_TEMPORAL_UI || undefined,
    port: Number(needed('PORT')),
    host: env.DOORWARD_LISTEN || 'localhost',
    requestsPerMinute: Number(env.DOORWARD_REQUESTS_PER_MINUTE || 3_000),
    trustProxy: env.DOORWARD_TRUST_PROXY === '1',
    logLevel: env.DOORWARD_LOG_LEVEL ?? 'info',
  };
  if (missing.length > 0) throw new Error(`not set: ${missing.join(', ')} (see docs/configuration.md)`);
  return settings;
}
