// Our own processes, as parts for the supervisor. What they read from the environment: docs/configuration.md.
import { fileURLToPath } from 'node:url';
import type { Part } from './part.ts';
import { answers, until } from './until.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

type Environment = Record<string, string>;

/** The worker: ready when it says so on its standard output. */
export function workerPart(env: Environment): Part {
  return {
    ...program('worker', 'worker/main.ts', env),
    ready: (signal, output) => until(() => /^\{"ready":true/m.test(output()), signal),
  };
}

/** API and console. */
export function apiPart(name: string, port: number, env: Environment): Part {
  return served(name, 'api/main.ts', port, env);
}

/** The example host. */
export function hostPart(port: number, env: Environment): Part {
  return served('host', 'examples/host/main.ts', port, env);
}

function served(name: string, file: string, port: number, env: Environment): Part {
  return {
    ...program(name, file, { ...env, PORT: String(port) }),
    ready: (signal) => until(() => answers(`http://localhost:${port}/health`), signal),
  };
}

function program(name: string, file: string, env: Environment): Omit<Part, 'ready'> {
  return {
    name,
    command: process.execPath,
    args: ['--import', 'tsx', file],
    cwd: root,
    env: { ...env, DATABASE_OWNER_URL: undefined }, // that role is for migrations only
    graceMs: 12_000,
  };
}
