import { readFileSync } from 'node:fs';
import type { Bench } from '../scripts/support/measurement.ts';
import { type SmallOrganization, smallOrganization } from './support/small-organization.ts';

const LINES = 100_000;
const FEW = 20_000;

interface Imported {
  seconds: number;
  done: Record<string, number>;
  /** the most that the API process held meanwhile */
  mostMiB: number;
}

/**
 * A host registers all that it has: 20,000 pipelines on 200 connections, and four schedules for each, in one request; then says the same again. Before that
 * a fifth as much, of other objects: five times as much must not need more memory.
 */
export const bench: Bench = {
  title: `${LINES} resources in one NDJSON request`,
  measure: async (tell) => {
    const small = await smallOrganization(tell);
    try {
      const few = await imported(small, 'f', FEW);
      const first = await imported(small, 'r', LINES);
      const again = await imported(small, 'r', LINES);
      if (first.done.created !== LINES || again.done.unchanged !== LINES)
        throw new Error(`not all was done: ${JSON.stringify([first.done, again.done])}`);
      return [
        { what: 'created', value: LINES / first.seconds, unit: 'lines/s', atLeast: 1_000, note: took(first) },
        { what: 'said again, unchanged', value: LINES / again.seconds, unit: 'lines/s', note: took(again) },
        { what: `the API held at most, with ${FEW} lines`, value: few.mostMiB, unit: 'MiB' },
        {
          what: `the same with ${LINES}, against that`,
          value: Math.max(first.mostMiB, again.mostMiB) / few.mostMiB,
          unit: '×',
          atMost: 1.5,
        },
      ];
    } finally {
      await small.stop();
    }
  },
};

const took = ({ seconds }: Imported): string => `${seconds.toFixed(1)} s`;

async function imported(
  { stack, organization, owner, hostKey }: SmallOrganization,
  prefix: string,
  lines: number,
): Promise<Imported> {
  const pid = stack.part('api').pid();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, residentMiB(pid));
  }, 50);
  try {
    const from = performance.now();
    const response = await fetch(`${stack.url}${organization.path}/resources/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${hostKey}`, 'content-type': 'application/x-ndjson' },
      body: ReadableStream.from(chunksOf(owner.id, prefix, lines)),
      ...({ duplex: 'half' } as object),
    });
    if (response.body === null) throw new Error('no answer');
    let last = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream()))
      last = `${last}${chunk}`.trimEnd().split('\n').at(-1) ?? '';
    const { done = {} } = JSON.parse(last) as { done?: Record<string, number> };
    return { seconds: (performance.now() - from) / 1000, done, mostMiB: most };
  } finally {
    clearInterval(watch);
  }
}

/** What the process holds in memory; 0 where the system doesn't say it here. */
function residentMiB(pid: number | undefined): number {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function* chunksOf(ownerId: string, prefix: string, lines: number): Generator<Uint8Array> {
  const holders = { ownerId, runsAsId: ownerId };
  let chunk = '';
  for (let n = 0; n < lines; n += 1) {
    chunk += `${JSON.stringify({ ...lineOf(prefix, n), ...holders })}\n`;
    if (chunk.length < 64 * 1024 && n < lines - 1) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
}

function lineOf(prefix: string, n: number): object {
  const hostId = `${prefix}${n}`;
  if (n < 200)
    return { kind: 'connection', hostId, name: hostId, connection: { provider: 'warehouse', auth: 'secret' } };
  if (n < 20_200)
    return {
      kind: 'pipeline',
      hostId,
      name: hostId,
      connections: [{ kind: 'connection', hostId: `${prefix}${n % 200}` }],
    };
  const target = { kind: 'pipeline', hostId: `${prefix}${200 + (n % 20_000)}` };
  return { kind: 'schedule', hostId, name: hostId, target, everySeconds: 3600, nextRunAt: '2026-12-01T00:00:00Z' };
}
