// Reinstatements in which everything happens that can: every activity of the process is called at least once.
import * as messages from '../../workflows/reinstatements/messages.ts';
import { beginReinstatement, gone, type ReinstatementRun } from '../reinstatements/running.ts';
import { drafted, type Leaving, noted } from '../removals/leaving.ts';
import { beginRemoval } from '../removals/running.ts';
import { eventually } from '../support/eventually.ts';
import type { TestData } from '../support/organization.ts';
import type { TestTemporal } from '../support/temporal.ts';
import type { Obstacles } from './removal-story.ts';

export const stories = ['plain', 'blocked'] as const;
export type Story = (typeof stories)[number];

export async function toldStory(
  story: Story,
  data: TestData,
  server: TestTemporal,
  who: Leaving,
  obstacles: Obstacles,
): Promise<void> {
  const removalId = await gone(data, who);
  if (story === 'blocked') for (const pipeline of who.pipelines) obstacles.refused.add(pipeline);
  const run = await beginReinstatement(data, server, who, removalId);
  if (story === 'blocked') await unblocked(data, who, run, obstacles);
  await run.result();
}

/** The host refuses, the custodian is told, an admin tries again, then goes on without. */
async function unblocked(data: TestData, who: Leaving, run: ReinstatementRun, obstacles: Obstacles): Promise<void> {
  const blocked = () => run.until(({ failure }) => failure?.name === 'host-refused');
  await blocked();
  await eventually(() => {
    if (!obstacles.told()) throw new Error('the custodian was not told');
  });
  await eventually(() => run.steer(messages.retry, { step: 'transfer' }));
  await blocked();
  const noteId = await noted(data, who, 'the host is gone');
  await eventually(() => run.steer(messages.skip, { step: 'transfer', noteId }));
}

/** A removal that its host blocks half-way is undone: its own run ends, then everything goes back. */
export async function halfWayStory(
  data: TestData,
  server: TestTemporal,
  who: Leaving,
  { refused }: Pick<Obstacles, 'refused'>,
): Promise<void> {
  for (const pipeline of who.pipelines) refused.add(pipeline);
  const removalId = await drafted(data, who);
  const removal = await beginRemoval(server, who, removalId);
  await removal.until(({ failure }) => failure?.name === 'host-refused');
  for (const pipeline of who.pipelines) refused.delete(pipeline);
  const run = await beginReinstatement(data, server, who, removalId);
  await Promise.all([removal.result(), run.result()]);
}
