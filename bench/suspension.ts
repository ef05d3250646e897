import { caller } from '../scripts/demo/caller.ts';
import { type Bench, median } from '../scripts/support/measurement.ts';
import { type SmallOrganization, smallOrganization } from './support/small-organization.ts';

const ROUNDS = 20;
const LOOPS = 4;

interface Asked {
  at: number;
  answeredAt: number;
  allowed: boolean;
}

/** A member is suspended through one API process while two are asked, without pause, whether they may, whether their key is good, and by their key itself. */
export const bench: Bench = {
  title: 'from the suspension’s commit to the first refused answer, with two API processes',
  measure: async (tell) => {
    const small = await smallOrganization(tell);
    try {
      const urls = [small.stack.url, await small.stack.addApi()];
      const late: number[] = [];
      let allowedAfter = 0;
      let askedAfter = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const { answeredAt, asked } = await suspendWhileAsking(small, urls);
        const after = asked.filter(({ at }) => at >= answeredAt);
        allowedAfter += after.filter(({ allowed }) => allowed).length;
        askedAfter += after.length;
        const firstRefused = Math.min(...asked.filter(({ allowed }) => !allowed).map((answer) => answer.answeredAt));
        late.push(firstRefused - answeredAt);
      }
      return [
        {
          what: 'allowed answers to what was asked after the commit',
          value: allowedAfter,
          unit: '',
          atMost: 0,
          note: `of ${askedAfter}, in ${ROUNDS} suspensions`,
        },
        {
          what: 'first refused answer after the suspension’s own',
          value: median(late),
          unit: 'ms',
          note: 'median; below 0: before the admin was answered',
        },
        { what: 'the same, at worst', value: Math.max(...late), unit: 'ms' },
      ];
    } finally {
      await small.stop();
    }
  },
};

async function suspendWhileAsking(
  { organization: { path, admin }, owner, ownKey, resource, hostKey }: SmallOrganization,
  urls: string[],
): Promise<{ answeredAt: number; asked: Asked[] }> {
  const asked: Asked[] = [];
  let going = true;
  const loop = async (ask: () => Promise<boolean>) => {
    while (going) {
      const at = performance.now();
      const allowed = await ask();
      asked.push({ at, answeredAt: performance.now(), allowed });
    }
  };
  const loops = urls.flatMap((url) => {
    const host = caller(url, { authorization: `Bearer ${hostKey}` });
    const own = caller(url, { authorization: `Bearer ${ownKey}` });
    const questions = [{ resource, action: 'view', as: { member: owner.id } }];
    return [
      ...Array.from({ length: LOOPS }, () =>
        loop(async () => {
          const { answers } = await host.post<{ answers: { allowed: boolean }[] }>(`${path}/access/check`, {
            questions,
          });
          return answers[0]?.allowed === true;
        }),
      ),
      loop(async () => (await host.post<{ valid: boolean }>(`${path}/access/verify`, { key: ownKey })).valid),
      loop(async () => (await own.status(path)) < 400),
    ];
  });
  const enough = async (more: number, since = asked.length) => {
    while (asked.length < since + more) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  await enough(50);
  await admin.person.post(`${path}/members/${owner.id}/suspend`, { reason: 'measured' });
  const answeredAt = performance.now();
  await enough(100);
  going = false;
  await Promise.all(loops);
  await admin.person.post(`${path}/members/${owner.id}/reactivate`, { reason: 'measured' });
  return { answeredAt, asked };
}
