import type { AddressInfo } from 'node:net';
import { type DestinationStream, pino } from 'pino';
import { buildApp } from '../../../api/app.ts';
import type { App } from '../../../api/app-types.ts';
import { engineOf } from '../../../api/engine.ts';
import { loggerOptions } from '../../../api/log.ts';
import { firstRunsIn } from '../../../api/first-runs.ts';
import { keyUsesIn } from '../../../api/key-uses.ts';
import { sessionUsesIn } from '../../../api/session-uses.ts';
import type { Services } from '../../../api/services.ts';
import { askSignIn } from '../../../prisma/commands/sessions/ask-sign-in.ts';
import { signInMail } from '../../../prisma/queries/sessions/sign-in-mail.ts';
import { gatheringFacts } from '../../../prisma/queries/access/gathering.ts';
import { openSigner } from '../../../prisma/secrets/signing.ts';
import { temporalClient } from '../../../temporal/connection.ts';
import type { TestData } from '../../support/organization.ts';

export const url = 'http://localhost:7100';

export interface TestApi {
  app: App;
  /** where it listens */
  base: string;
  services: Services & {
    keyUses: ReturnType<typeof keyUsesIn>;
    sessionUses: ReturnType<typeof sessionUsesIn>;
    firstRuns: ReturnType<typeof firstRunsIn>;
  };
  close(): Promise<void>;
}

export interface TestApiOptions {
  engine?: Services['engine'];
  logLevel?: string;
  logTo?: DestinationStream;
  consoleFolder?: string;
  peopleCreateOrganizations?: boolean;
  allowPrivateHosts?: boolean;
}

/** The API over a test's own data. `engine`: default one that nobody answers, as when Temporal is down. */
export async function testApi(data: TestData, options: TestApiOptions = {}): Promise<TestApi> {
  const client = temporalClient({ address: '127.0.0.1:1', namespace: 'none' });
  const failed = (error: unknown): never => {
    throw error;
  };
  const [keyUses, sessionUses] = [keyUsesIn(data.db, failed), sessionUsesIn(data.db, failed)];
  const firstRuns = firstRunsIn(data.db, failed);
  const signer = await openSigner(data.keys);
  const { db, secrets } = data;
  const askFacts = gatheringFacts(db);
  const { allowPrivateHosts = true, peopleCreateOrganizations = true } = options;
  const kept = { keyUses, sessionUses, firstRuns, allowPrivateHosts, peopleCreateOrganizations };
  const services = { db, secrets, askFacts, engine: options.engine ?? engineOf(client), signer, ...kept, url };
  const { logLevel = 'error', logTo = process.stderr, consoleFolder = '/nowhere' } = options; // a failure of ours says why
  const logger = pino(loggerOptions(logLevel), logTo);
  const app = await buildApp(services, { requestsPerMinute: 1_000_000, logger, consoleFolder });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return {
    app,
    base: `http://127.0.0.1:${port}`,
    services,
    close: async () => {
      await app.close();
      await keyUses.close();
      await sessionUses.close();
      await firstRuns.close();
      await client.connection.close();
    },
  };
}

/** Temporal that is down, without the wait until that is certain. */
export const silentEngine: Services['engine'] = {
  begin: async () => ({ known: false }),
  update: async () => ({ known: false }),
  start: async () => false,
  tell: async () => undefined,
  reachable: async () => false,
};

export interface Asked {
  body?: unknown;
  headers?: Record<string, string>;
  /** a body as it is, in place of one that is written as JSON */
  raw?: string;
}
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** of a JSON answer, else undefined */
  json: any; // oxlint-disable-line typescript/no-explicit-any -- each test looks at what it is about
  /** last part of a problem's type */
  problem: string | undefined;
}
export type Ask = (method: string, path: string, asked?: Asked) => Promise<Answer>;

/** Asks with these headers: as nobody, without. */
export function asking({ base }: Pick<TestApi, 'base'>, credentials: Record<string, string> = {}): Ask {
  return async (method, path, { body, headers = {}, raw } = {}) => {
    const payload = raw ?? (body === undefined ? null : JSON.stringify(body));
    const type = payload === null ? {} : { 'content-type': 'application/json' };
    const response = await fetch(base + path, {
      method,
      headers: { ...type, ...credentials, ...headers },
      body: payload,
      redirect: 'manual',
    });
    const text = await response.text();
    const json =
      response.headers.get('content-type')?.includes('application/json') === true ||
      response.headers.get('content-type')?.includes('problem+json') === true
        ? JSON.parse(text)
        : undefined;
    const problem = response.ok ? undefined : json?.type?.replace('urn:doorward:problem:', '');
    return { status: response.status, headers: response.headers, text, json, problem };
  };
}

/** Signs in as a person does, with the link of a mail. @returns what to send with each request */
export async function signedIn(api: Pick<TestApi, 'base'>, { db, secrets }: TestData, email: string) {
  const now = new Date();
  const asked = await askSignIn(db, secrets, { email, now });
  const mail = asked === null ? null : await signInMail(db, secrets, { ...asked, now });
  if (mail === null) throw new Error(`no mail for ${email}`);
  const answer = await asking(api)('POST', '/v1/sessions', { body: { token: mail.token } });
  const [cookie] = answer.headers.getSetCookie();
  if (cookie === undefined) throw new Error(answer.text);
  return { cookie: cookie.split(';')[0] ?? '' };
}
