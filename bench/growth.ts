import autocannon from 'autocannon';
import pg from 'pg';
import { makeApiKey } from '../prisma/secrets/api-key.ts';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';
import { grow, inBulk } from './support/large-organization.ts';
import { usedMeanwhile } from './support/backend-time.ts';
import { type SmallOrganization, smallOrganization } from './support/small-organization.ts';

const SMALL = 1_000;
const LARGE = 1_000_000;
const ROUNDS = 7;
const REQUESTS = 10_000;
const AT_ONCE = 64;
const SUBJECTS = 512; // asked about, spread over the whole organization, in both sizes as many

/**
 * An access check and the verification of a key in two databases: of an organization with 1,000 members, each with a resource and a key, and of one with 1,000,000. By
 * processor time of the API and its PostgreSQL backends, the two by turns, so that other work on the machine says little.
 */
export const bench: Bench = {
  title: 'checks and verifications at 1,000 and at 1,000,000 members and resources',
  measure: async (tell) => {
    const [small, large] = [await grown(SMALL, tell), await grown(LARGE, tell)];
    try {
      return [
        await compare('check', small, large, tell), //
        await compare('verify', small, large, tell),
      ];
    } finally {
      await small.stop();
      await large.stop();
    }
  },
};

type Asked = 'check' | 'verify';
interface Grown {
  owner: pg.Client;
  pid: number;
  /** for each question what the connections ask in turn */
  requests: { [asked in Asked]: autocannon.Request[] };
  url: string;
  stop(): Promise<void>;
}

async function grown(size: number, tell: (line: string) => void): Promise<Grown> {
  const began = Date.now();
  const at = await smallOrganization(() => undefined);
  const owner = new pg.Client({ connectionString: at.stack.database.ownerUrl });
  await owner.connect();
  const { id, path } = at.organization;
  await grow(owner, id, { members: size, resources: size });
  const subjects = await withKeys(owner, id);
  await owner.query('VACUUM ANALYZE');
  tell(`${size} members, resources and keys made in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  const requests = {
    check: subjects.map(({ resource, member }, i) => {
      const as = i % 2 === 0 ? member : (subjects[i - 1]?.member ?? member); // the owner, or someone whom nothing connects to it
      return requestOf(at, `${path}/access/check`, { questions: [{ resource, action: 'view', as: { member: as } }] });
    }),
    verify: subjects.map(({ key }) => requestOf(at, `${path}/access/verify`, { key })),
  };
  const stop = async () => {
    await owner.end();
    await at.stop();
  };
  return { owner, pid: at.stack.part('api').pid() ?? 0, requests, url: at.stack.url, stop };
}

interface Subject {
  member: string;
  resource: string;
  key: string;
}

/** Gives each member a key. @returns some active members, from all over the organization, with what they own and their key */
async function withKeys(owner: pg.Client, organization: string): Promise<Subject[]> {
  await inBulk(owner, ['credentials'], () =>
    owner.query(
      `INSERT INTO credentials (organization_id, kind, name, holder_id, created_by_id, hash, scopes)
       SELECT $1, 'api_key', 'own', id, id, sha256(uuid_send(id)), '{read}' FROM members WHERE organization_id = $1 AND email LIKE '%@bench.example'`,
      [organization],
    ),
  );
  const { rows } = await owner.query<{ member: string; resource: string }>(
    `SELECT m.id AS member, r.id AS resource FROM members m JOIN resources r ON r.organization_id = m.organization_id AND r.owner_id = m.id
     WHERE m.organization_id = $1 AND m.status = 'active' AND m.email LIKE '%@bench.example' ORDER BY md5(m.id::text) LIMIT ${SUBJECTS}`,
    [organization],
  );
  const made = rows.map((row) => ({ ...row, ...makeApiKey() }));
  await owner.query(
    `UPDATE credentials c SET hash = k.hash FROM unnest($2::uuid[], $3::bytea[]) k(holder, hash) WHERE c.organization_id = $1 AND c.holder_id = k.holder`,
    [organization, made.map(({ member }) => member), made.map(({ hash }) => Buffer.from(hash))],
  );
  return made;
}

function requestOf({ hostKey }: SmallOrganization, path: string, body: object): autocannon.Request {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${hostKey}` };
  return { method: 'POST', path, headers, body: JSON.stringify(body) };
}

async function compare(asked: Asked, small: Grown, large: Grown, tell: (line: string) => void): Promise<Measurement> {
  const rounds: { small: number; large: number }[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const [one, other] = [await microseconds(small, asked), await microseconds(large, asked)];
    if (round < 0) continue; // until both are compiled and what is asked for has been read
    rounds.push({ small: one, large: other });
    tell(`${asked}: ${one.toFixed(0)} µs and ${other.toFixed(0)} µs of processor time per request`);
  }
  return {
    what: `${asked}: processor time at 1,000,000, at 1,000 = 1`,
    value: median(rounds.map((round) => round.large / round.small)),
    unit: '×',
    atMost: 1.2,
    note: `median of ${ROUNDS} rounds of ${REQUESTS} requests, ${AT_ONCE} at a time, about ${SUBJECTS} members`,
  };
}

/** Processor time of the API and its backends per request. */
async function microseconds({ owner, pid, requests, url }: Grown, asked: Asked): Promise<number> {
  let connection = 0;
  const share = SUBJECTS / AT_ONCE;
  const options: autocannon.Options = {
    url,
    connections: AT_ONCE,
    amount: REQUESTS,
    setupClient: (client) => {
      client.setRequests(requests[asked].slice(connection * share, (connection + 1) * share));
      connection += 1;
    },
  };
  const used = await usedMeanwhile(owner, { pid, name: 'doorward-api' }, async () => {
    const { non2xx, errors } = await autocannon(options);
    if (non2xx + errors > 0) throw new Error(`${asked} failed ${non2xx + errors} times`);
  });
  return (1000 * used) / REQUESTS;
}
