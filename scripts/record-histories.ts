// Records histories of runs as this version makes them, for test/replay: npx tsx scripts/record-histories.ts
// Do it when a version is released, or has a new story. What is there already is left: a later version must be able to go on with these runs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { recordedStories } from '../test/replay/stories.ts';
import { TestServers } from '../test/support/servers.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
const folder = path.join(root, 'test/replay/histories', version);

/** What tells of the machine that recorded it, and means nothing to a replay. */
function withoutTraces(key: string, value: unknown): unknown {
  if (key === 'stackTrace') return '';
  if (typeof value === 'string' && /^\d+@/.test(value)) return 'recorded'; // process and host
  return key === 'identity' ? 'recorded' : value;
}

const servers = new TestServers();
try {
  await servers.provide('temporal');
  mkdirSync(folder, { recursive: true });
  for (const { name, history } of await recordedStories()) {
    const file = path.join(folder, `${name}.json`);
    if (existsSync(file)) continue;
    const json = JSON.stringify(JSON.parse(historyToJSON(history)), withoutTraces);
    writeFileSync(file, `${json}\n`);
    console.log(`${name}: ${history.events?.length ?? 0} events`);
  }
} finally {
  await servers.stop();
}
process.exit();
