// A project per suffix: its servers are started only when a selected test needs them. See docs/testing.md.
import { availableParallelism } from 'node:os';

const shared = {
  roots: ['<rootDir>/test'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript', tsx: false } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  injectGlobals: false,
};

function project(name, { timeout, servers }) {
  return {
    ...shared,
    displayName: name,
    testMatch: [`<rootDir>/test/**/*.${name}.test.ts`],
    testTimeout: timeout,
    ...(servers && {
      globalSetup: `<rootDir>/test/support/global/${name}.mjs`,
      globalTeardown: '<rootDir>/test/support/global/teardown.mjs',
    }),
  };
}

export default {
  projects: [
    project('rule', { timeout: 10_000 }),
    project('process', { timeout: 60_000 }),
    project('database', { timeout: 30_000, servers: true }),
    project('temporal', { timeout: 60_000, servers: true }),
    project('browser', { timeout: 120_000, servers: true }),
  ],
  reporters: ['default', '<rootDir>/test/support/tally-reporter.mjs'],
  maxWorkers: Math.min(Math.max(availableParallelism(), 2), 4), // they share one database server and one Temporal server
};
