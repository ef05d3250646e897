// A project per suffix: its servers are started only when a selected test needs them. See docs/testing.md.
import { availableParallelism } from 'node:os';

const swc = (parser) => [
  '@swc/jest',
  {
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', ...parser },
      transform: { react: { runtime: 'automatic' } },
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

const shared = {
  roots: ['<rootDir>/test'],
  testEnvironment: 'node',
  // its default, soft, makes properties of what a file leaves behind call themselves when they are set: a stack overflow once a server was killed
  testEnvironmentOptions: { globalsCleanup: 'off' },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.ts$': swc({ tsx: false }), '^.+\\.tsx$': swc({ tsx: true }) },
  injectGlobals: false,
};

function project(name, { servers } = {}) {
  return {
    ...shared,
    displayName: name,
    testMatch: [`<rootDir>/test/**/*.${name}.test.ts`],
    ...(servers && {
      globalSetup: `<rootDir>/test/support/global/${name}.mjs`,
      globalTeardown: '<rootDir>/test/support/global/teardown.mjs',
    }),
  };
}

export default {
  testTimeout: 300_000, // a limit for what hangs, not a measure; for all: Jest takes no notice of a project's own
  projects: [
    project('rule'),
    project('process'),
    project('database', { servers: true }),
    project('temporal', { servers: true }),
    project('browser', { servers: true }),
  ],
  reporters: ['default', '<rootDir>/test/support/tally-reporter.mjs'],
  maxWorkers: Math.min(Math.max(availableParallelism(), 2), 4), // they share one database server and one Temporal server
};
