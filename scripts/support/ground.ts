import type { Inbox } from './inbox.ts';
import type { Part, RunningPart } from './part.ts';
import { stage } from './stage.ts';
import type { Supervisor } from './supervise.ts';

export type PartName = 'postgres' | 'temporal' | 'worker' | 'api' | 'host';

/** What the steps that start a stack share. */
export interface Ground {
  dataDir: string;
  logDir: string;
  log: (line: string) => void;
  supervisor: Supervisor;
  running: Map<PartName, RunningPart>;
  inbox: Inbox | undefined;
}

/** Starts a part, and logs how long it took to be ready. */
export async function startPart(at: Ground, name: PartName, label: string, part: Part): Promise<void> {
  at.running.set(name, await stage(at.log, label, () => at.supervisor.start(part)));
}
