// npm run demo: the main job, as people would do it, over HTTP only, on a stack of its own in a temporary folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tellAll } from './demo/tell.ts';
import { Story } from './demo/story.ts';
import { PartFailure } from './support/part.ts';
import { type Stack, startStack } from './support/stack.ts';
import { stopRequests } from './support/stop-requests.ts';

const stopping = stopRequests();
const dir = mkdtempSync(path.join(tmpdir(), 'doorward-demo-'));
const story = new Story(console.log);

async function main(): Promise<void> {
  story.chapter(`A stack of its own in ${dir}`);
  let stack: Stack | undefined;
  try {
    stack = await startStack({
      dataDir: dir,
      ports: 'free',
      log: (line) => console.log(`         ${line}`),
      signal: stopping,
    });
    const interrupted = new Promise<never>((_, reject) => {
      stopping.addEventListener('abort', () => reject(new Error(String(stopping.reason))));
    });
    await Promise.race([tellAll(story, stack, dir), interrupted]);
    story.chapter('All of it was so.');
  } finally {
    await stack?.stop();
  }
}

try {
  await main();
  rmSync(dir, { recursive: true, force: true });
} catch (error) {
  const what = error instanceof PartFailure ? `${error.message}\n${error.output}` : String(error);
  console.error(`\nThe demo failed after ${story.seconds().toFixed(0)} s: ${what}\nIts data and logs stay in ${dir}`);
  process.exitCode = 1;
}
process.exit();
