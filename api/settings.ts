import { type ProcessSettings, readProcessSettings } from '../temporal/process-settings.ts';

/** What the API reads from its environment (docs/configuration.md). */
export interface Settings extends ProcessSettings {
  /** base URL of the Temporal UI, for links to a run */
  temporalUi: string | undefined;
  port: number;
  /** address to listen on; default: this machine only */
  host: string;
  /** requests of one address per minute that are answered */
  requestsPerMinute: number;
  /** webhooks may go to private addresses: for trying on one machine */
  allowPrivateHosts: boolean;
  /** a proxy in front says whose request it is (X-Forwarded-For) */
  trustProxy: boolean;
  /** who is signed in may create an organization */
  peopleCreateOrganizations: boolean;
}

/** @throws Error naming every variable that is missing */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return readProcessSettings(env, (needed) => ({
    temporalUi: env.DOORWARD_TEMPORAL_UI || undefined,
    port: Number(needed('PORT')),
    host: env.DOORWARD_LISTEN || 'localhost',
    requestsPerMinute: Number(env.DOORWARD_REQUESTS_PER_MINUTE || 3_000),
    peopleCreateOrganizations: env.DOORWARD_PEOPLE_CREATE_ORGANIZATIONS === '1',
    allowPrivateHosts: env.DOORWARD_ALLOW_PRIVATE_HOSTS === '1',
    trustProxy: env.DOORWARD_TRUST_PROXY === '1',
  }));
}
