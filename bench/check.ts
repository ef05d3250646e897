import { spawn } from 'node:child_process';
import autocannon from 'autocannon';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { processorMs } from './support/processor-time.ts';
import { smallOrganization } from './support/small-organization.ts';

const ROUNDS = 5;
const WARM_ROUNDS = 4; // the longer code of the two is compiled later
const REQUESTS = 20_000; // the kernel counts processor time in hundredths of a second: fewer would be rounded by some percent
// as when many schedules tick in the same second; with few, waking up is most of what a request costs, in both
const AT_ONCE = 64;

interface Target {
  pid: number;
  options: autocannon.Options;
}

/** `check` over HTTP against a route of the same framework that does nothing but one indexed SELECT, by processor time of the serving process. */
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
      const questions = [{ resource, action: 'view', as: { member: owner.id } }];
      const targets = {
        bare: target(bare.pid ?? 0, `http://127.0.0.1:${port}/select`, { organization: organization.id, resource }),
        check: target(
          stack.part('api').pid() ?? 0,
          `${stack.url}${organization.path}/access/check`,
          { questions },
          hostKey,
        ),
        verify: target(
          stack.part('api').pid() ?? 0,
          `${stack.url}${organization.path}/access/verify`,
          { key: small.ownKey },
          hostKey,
        ),
      };
      return await compare(targets, tell);
    } finally {
      bare.kill();
      await small.stop();
    }
  },
};

async function compare(
  targets: Record<'bare' | 'check' | 'verify', Target>,
  tell: (line: string) => void,
): Promise<Measurement[]> {
  for (let round = 0; round < WARM_ROUNDS; round += 1)
    for (const each of Object.values(targets)) await microseconds(each); // until both are compiled
  const rounds: Record<'bare' | 'check' | 'verify', number>[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await microseconds(targets.bare);
    const check = await microseconds(targets.check);
    const verify = await microseconds(targets.verify);
    rounds.push({ bare, check, verify });
    tell(
      `bare ${bare.toFixed(0)} µs, check ${check.toFixed(0)} µs, verify ${verify.toFixed(0)} µs of processor time per request`,
    );
  }
  const ratio = (name: 'check' | 'verify') => median(rounds.map((round) => round.bare / round[name]));
  const note = `median of ${ROUNDS} rounds of ${REQUESTS} requests, ${AT_ONCE} at a time`;
  return [
    { what: 'check: requests per processor second, bare = 1', value: ratio('check'), unit: '×', atLeast: 0.8, note },
    { what: 'verify: requests per processor second, bare = 1', value: ratio('verify'), unit: '×', note },
  ];
}

function target(pid: number, url: string, body: object, key?: string): Target {
  const headers = {
    'content-type': 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  return {
    pid,
    options: { url, method: 'POST', headers, body: JSON.stringify(body), connections: AT_ONCE, amount: REQUESTS },
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
