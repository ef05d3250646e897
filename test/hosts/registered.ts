import { expect } from '@jest/globals';
import { hostApp } from '../../examples/host/app.ts';

export const organization = '00000000-0000-4000-8000-000000000001';
export const owner = '00000000-0000-4000-8000-00000000000a';
export const secret = `whsec_${Buffer.from('a secret of the test’s own').toString('base64')}`;

export interface Host {
  url: string;
  get<T>(path: string): Promise<T>;
  post(path: string, body: object): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

export async function startHost(options: { doorwardUrl: string; dataDir: string }): Promise<Host> {
  const app = hostApp(options);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    get: async <T>(path: string) => (await (await fetch(url + path)).json()) as T,
    post: async (path, body) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, body: await response.json() };
    },
    close: () => app.close(),
  };
}

/** A pipeline on one connection, with a schedule, all owned and run by `owner`. */
export async function register(host: Host): Promise<void> {
  const handOverSecrets = { pipeline: secret, connection: secret };
  const whole = { organization, owner };
  for (const [path, body] of [
    ['/organizations', { organization, apiKey: 'the-host', handOverSecrets }],
    ['/connections', { ...whole, id: 'warehouse', provider: 'postgresql', auth: 'secret' }],
    ['/pipelines', { ...whole, id: 'orders', runsAs: owner, connections: ['warehouse'], key: 'a-key' }],
    ['/schedules', { ...whole, id: 'orders', runsAs: owner, pipeline: 'orders', everySeconds: 1 }],
  ] as const)
    expect(await host.post(path, body)).toMatchObject({ status: 200 });
}
