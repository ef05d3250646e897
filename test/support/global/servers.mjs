// Jest loads its global set-up as plain JavaScript: this hands over to TypeScript, once for all projects.
import { tsImport } from 'tsx/esm/api';

let servers;

/** Starts what tests of this suffix need, unless it runs already, and leaves its addresses in the environment. */
export async function provide(suffix) {
  servers ??= tsImport('../servers.ts', import.meta.url).then(({ TestServers }) => new TestServers());
  await (await servers).provide(suffix);
}

/** Stops whatever runs. */
export async function stopAll() {
  await (await servers)?.stop();
}
