import { type ProcessSettings, readProcessSettings } from '../temporal/process-settings.ts';

/** What the worker reads from its environment (docs/configuration.md). */
export interface Settings extends ProcessSettings {
  smtpUrl: string;
  allowPrivateHosts: boolean;
  /** `host:port` to serve Prometheus metrics on */
  metrics: string | undefined;
  /** a workflow bundle made before; none: it is made at start */
  bundle: string | undefined;
}

/** @throws Error naming every variable that is missing */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return readProcessSettings(env, (needed) => ({
    smtpUrl: needed('SMTP_URL'),
    allowPrivateHosts: env.DOORWARD_ALLOW_PRIVATE_HOSTS === '1',
    metrics: env.DOORWARD_METRICS,
    bundle: env.DOORWARD_WORKFLOW_BUNDLE,
  }));
}
