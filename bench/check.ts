import { spawn } from 'node:child_process';
import autocannon from 'autocannon';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { processorMs } from './support/processor-time.ts';
import { smallOrganization } from './support/small-organization.ts';

const SLICES = 30;
const WARM_SLICES = 15; // until both are compiled: the longer code of the two is later
const REQUESTS = 4_000; // of a slice: the kernel counts processor time in hundredths of a second, a thirtieth of that
// as when many schedules tick in the same second; with few, waking up is most of what a request costs, in both
const AT_ONCE = 64;

const names = ['bare', 'check', 'verify', 'unvalidated'] as const;
type Name = (typeof names)[number];

interface Target {
  pid: number;
  options: autocannon.Options;
}

/**
 * `check` over HTTP against what bench/support/bare-server.ts does, by processor time of the serving process. In slices of half a second, by turns: what else the machine
 * does meets both, and the median of what neighbours say is not moved by what met one.
 */
export const bench: Bench = {
  title: 'an access check against a bare route with one indexed SELECT',
  measure: async (tell) => {
    const small = await smallOrganization(tell);
    const bare = spawn(process.execPath, ['--import', 'tsx', 'bench/support/bare-server.ts'], {
      env: { ...process.env, DATABASE_URL: small.stack.database.ownerUrl },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      const port = await new Promise<number>((resolve, reject) => {
        bare.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())));
        bare.once('exit', (code) => reject(new Error(`the bare server ended with ${code}`)));
      });
      const { organization, resource, owner, hostKey, stack } = small;
      const question = { questions: [{ resource, action: 'view', as: { member: owner.id } }] };
      const key = { authorization: `Bearer ${hostKey}` };
      const [ofBare, ofApi] = [bare.pid ?? 0, stack.part('api').pid() ?? 0];
      const api = `${stack.url}${organization.path}/access`;
      return await compare(
        {
          bare: target(ofBare, `http://127.0.0.1:${port}/validated/${organization.id}`, question, key),
          check: target(ofApi, `${api}/check`, question, key),
          verify: target(ofApi, `${api}/verify`, { key: small.ownKey }, key),
          unvalidated: target(ofBare, `http://127.0.0.1:${port}/unvalidated/${organization.id}`, question, key),
        },
        tell,
      );
    } finally {
      bare.kill();
      await small.stop();
    }
  },
};

async function compare(targets: Record<Name, Target>, tell: (line: string) => void): Promise<Measurement[]> {
  for (let slice = 0; slice < WARM_SLICES; slice += 1) for (const name of names) await microseconds(targets[name]);
  const slices: Record<Name, number>[] = [];
  for (let slice = 0; slice < SLICES; slice += 1) {
    const used = { bare: 0, check: 0, verify: 0, unvalidated: 0 };
    for (const name of slice % 2 === 0 ? names : names.toReversed()) used[name] = await microseconds(targets[name]);
    slices.push(used);
  }
  const each = names.map((name) => `${name} ${median(slices.map((used) => used[name])).toFixed(0)} µs`);
  tell(`${each.join(', ')} of processor time per request`);
  const ratio = (of: Name, to: Name) => median(slices.map((used) => used[to] / used[of]));
  const note = `median of ${SLICES} pairs of ${REQUESTS} requests, ${AT_ONCE} at a time`;
  const unit = '×';
  return [
    { what: 'check: requests per processor second, bare = 1', value: ratio('check', 'bare'), unit, atLeast: 0.8, note },
    { what: 'verify: the same', value: ratio('verify', 'bare'), unit, note },
    { what: 'check, a bare route that validates nothing = 1', value: ratio('check', 'unvalidated'), unit, note },
  ];
}

function target(pid: number, url: string, body: object, headers: Record<string, string>): Target {
  return {
    pid,
    options: {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      connections: AT_ONCE,
      amount: REQUESTS,
    },
  };
}

/** Processor time of the serving process per request. */
async function microseconds({ pid, options }: Target): Promise<number> {
  const before = 1000 * processorMs(pid);
  const result = await autocannon(options);
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${options.url} failed ${result.non2xx + result.errors} times`);
  return (1000 * processorMs(pid) - before) / result['2xx'];
}
