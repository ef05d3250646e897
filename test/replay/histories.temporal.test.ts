// Runs that earlier versions began must go on with this one: their histories are replayed against today's code.
import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

const folder = fileURLToPath(new URL('./histories', import.meta.url));
const kept = readdirSync(folder).flatMap((version) =>
  readdirSync(path.join(folder, version)).map((file) => ({
    version,
    file,
    name: `${version} ${path.parse(file).name}`,
  })),
);
interface Kept {
  events: { activityTaskScheduledEventAttributes?: { activityType: { name: string } } }[];
}
const read = ({ version, file }: { version: string; file: string }) =>
  JSON.parse(readFileSync(path.join(folder, version, file), 'utf8')) as Kept;

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'off', console: {} } } });
const codePath = process.env.TEST_WORKFLOW_BUNDLE ?? '';
const replay = (history: Kept) => Worker.runReplayHistory({ workflowBundle: { codePath } }, history);

describe('the histories', () => {
  test.each(['removal', 'reinstatement', 'invitation', 'approval', 'webhook', 'consentRequest'])(
    'have some of the process %s',
    (process) => {
      expect(kept.filter(({ file }) => file.startsWith(`${process}-`)).length).toBeGreaterThan(0);
    },
  );

  test.each(kept)('are replayed: $name', async (one) => {
    await replay(read(one));
  });

  test('would show another order of steps', async () => {
    const [removal] = kept.filter(({ file }) => file === 'removal-steered.json');
    if (removal === undefined) throw new Error('there is no such history');
    const history = read(removal);
    const scheduled = history.events.flatMap(({ activityTaskScheduledEventAttributes: of }) => of?.activityType ?? []);
    for (const type of scheduled) if (type.name === 'rotateKeys') type.name = 'revokeGrants';
    await expect(replay(history)).rejects.toThrow(/nondeterminism|determinis/i);
  });
});
