import type { Stack } from '../support/stack.ts';
import { leaveAsPlanned } from './as-planned.ts';
import { gather } from './gathering.ts';
import { leaveForCause } from './for-cause.ts';
import { proveAudit, proveTicks } from './proof.ts';
import type { Story } from './story.ts';

/** The whole story. Throws at the first thing that is not as it should be. `dir` takes what is downloaded. */
export async function tellAll(story: Story, stack: Stack, dir: string): Promise<void> {
  const scene = await gather(story, stack);
  try {
    await leaveForCause(story, scene, dir);
    await leaveAsPlanned(story, scene, dir);

    story.chapter('What is proved in the end');
    const ticks = await proveTicks(story, scene.host, scene.schedules);
    const kept = ticks.filter(({ caretaker }) => caretaker).length;
    story.tell(`${kept} of the ticks ran as the caretaker, between suspension and hand-over`);
    for (const [name, organization] of Object.entries(scene.organizations))
      await proveAudit(story, name, organization, dir);
    story.prove(scene.kills() >= 2, `the worker was killed ${scene.kills()} times on the way, with SIGKILL`);
  } finally {
    await scene.provider.close();
  }
}
