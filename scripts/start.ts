// npm start: everything on one machine, for trying.
import path from 'node:path';
import { prepareSample, type Sample } from './sample.ts';
import { PartFailure } from './support/part.ts';
import { stage } from './support/stage.ts';
import { type Stack, type StackOptions, startStack } from './support/stack.ts';
import { stopRequests } from './support/stop-requests.ts';

const stopping = stopRequests();
const dataDir = path.resolve(process.env.DOORWARD_DATA ?? '.doorward');

async function main(): Promise<void> {
  console.log('Doorward on one machine, for trying it. For running it, see docs/operations.md.');
  const stack = await startStack({
    ...fromEnvironment(process.env),
    ports: 'default',
    log: console.log,
    signal: stopping,
  });
  try {
    announce(stack, await stage(console.log, 'Sample organization', () => prepareSample(stack)));
    await new Promise<void>((resolve) => {
      if (stopping.aborted) resolve();
      stopping.addEventListener('abort', () => resolve());
    });
    console.log(`Stopping: ${String(stopping.reason)}`);
  } finally {
    await stack.stop();
  }
  console.log('Stopped. The data stays: npm start goes on with it.');
}

function fromEnvironment(env: NodeJS.ProcessEnv): Omit<StackOptions, 'ports'> {
  const {
    DATABASE_URL: url,
    DATABASE_OWNER_URL: ownerUrl,
    TEMPORAL_ADDRESS: address,
    DOORWARD_TEMPORAL_UI: uiUrl,
  } = env;
  const options: Omit<StackOptions, 'ports'> = { dataDir };
  if (url && ownerUrl) options.database = { ownerUrl, url };
  else if (url || ownerUrl) options.database = { ownerUrl: ownerUrl || url || '' };
  if (address)
    options.temporal = { address, namespace: env.TEMPORAL_NAMESPACE || 'default', ...(uiUrl ? { uiUrl } : {}) };
  return options;
}

function announce(stack: Stack, sample: Sample | undefined): void {
  const places = [
    ['Console', stack.url],
    ['API reference', `${stack.url}/docs`],
    ['Mails', `${stack.inbox.url}/dev/mail`],
    ['Temporal UI', stack.temporal.uiUrl ?? 'the one of your server'],
    ['Example host', stack.hostUrl],
    ['Data and logs', path.relative('.', path.dirname(stack.logDir)) || '.'],
  ];
  console.log(`\nReady.\n${places.map(([name = '', place = '']) => `  ${name.padEnd(15)}${place}`).join('\n')}`);
  if (sample) console.log(`\nSign in as the admin of ${sample.organization}:\n  ${sample.signInUrl}`);
  console.log('\nCtrl-C stops everything.');
}

function explain(error: unknown): string {
  if (error instanceof PartFailure)
    return `${error.message}. The last lines of its log (${error.logFile}):\n${error.output}`;
  return error instanceof Error ? error.message : String(error);
}

try {
  await main();
} catch (error) {
  if (stopping.aborted) console.log(`Stopped: ${String(stopping.reason)}`);
  else {
    console.error(`\nDoorward could not start: ${explain(error)}\nAll logs: ${path.join(dataDir, 'logs')}`);
    process.exitCode = 1;
  }
}
process.exit(); // pools of the sample's connections must not keep us
