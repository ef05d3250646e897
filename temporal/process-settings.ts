import type { TemporalAddress } from './connection.ts';

/** What both the worker and the API read from their environment (docs/configuration.md). */
export interface ProcessSettings {
  databaseUrl: string;
  temporal: TemporalAddress;
  /** public base URL, without a slash at the end */
  url: string;
  /** folder of the master key and the signing keys */
  keys: string;
  logLevel: string;
}

/**
 * Reads what both need, and by `own` what only this process needs: `needed` reads a variable that must be set.
 * @throws Error naming every variable that is missing
 */
export function readProcessSettings<Own extends object>(
  env: NodeJS.ProcessEnv,
  own: (needed: (name: string) => string) => Own,
): ProcessSettings & Own {
  const missing: string[] = [];
  const needed = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') missing.push(name);
    return value ?? '';
  };
  const settings = {
    databaseUrl: needed('DATABASE_URL'),
    temporal: { address: needed('TEMPORAL_ADDRESS'), namespace: env.TEMPORAL_NAMESPACE ?? 'default' },
    url: needed('DOORWARD_URL').replace(/\/+$/, ''),
    keys: needed('DOORWARD_KEYS'),
    logLevel: env.DOORWARD_LOG_LEVEL ?? 'info',
    ...own(needed),
  };
  if (missing.length > 0) throw new Error(`not set: ${missing.join(', ')} (see docs/configuration.md)`);
  return settings;
}
