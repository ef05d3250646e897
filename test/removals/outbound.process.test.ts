import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { AddressRefused, post } from '../../outbound/http.ts';
import { isPublicAddress } from '../../rules/public-address.ts';

let server: http.Server;
let url: string;
const heard: string[] = [];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    heard.push(request.url ?? '');
    if (request.url === '/elsewhere') response.writeHead(307, { location: '/here' }).end();
    else if (request.url === '/long') response.end('x'.repeat(6_000_000));
    else request.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const call = (address: string, allowPrivate: boolean) => post(address, '{"a":1}', {}, { allowPrivate });

describe('a call to an address that an organization gave us', () => {
  test.each([
    'https://localhost/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00::1]/',
  ])('is refused when it leads to this machine or a private network: %s', async (address) => {
    await expect(call(address, false)).rejects.toThrow(AddressRefused);
  });

  test('is refused without TLS', async () => {
    await expect(call('http://example.com/', false)).rejects.toThrow(AddressRefused);
  });

  test('is refused for anything that is not HTTP, also for trying', async () => {
    await expect(call('file:///etc/passwd', true)).rejects.toThrow(AddressRefused);
  });

  test('brings back status and body', async () => {
    expect(await call(`${url}/here`, true)).toEqual({
      status: 200,
      body: '{"a":1}',
      date: expect.stringMatching(/ GMT$/),
    });
  });

  test('does not follow a redirect', async () => {
    heard.length = 0;
    expect((await call(`${url}/elsewhere`, true)).status).toBe(307);
    expect(heard).toEqual(['/elsewhere']);
  });

  test('reads no more of an answer than is asked for', async () => {
    const limits = { allowPrivate: true, readOnly: 100 };
    expect((await post(`${url}/long`, '', {}, limits)).body).toBe('x'.repeat(100));
  });

  test('ends when the answer has no end', async () => {
    await expect(call(`${url}/long`, true)).rejects.toThrow('too long');
  });
});

describe('a public address', () => {
  test.each(['8.8.8.8', '2606:4700::1111'])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    '0.0.0.0',
    '100.64.0.1',
    '172.31.0.1',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    'fe80::1',
    'ff02::1',
    '2002:7f00:1::',
    '64:ff9b::7f00:1',
    '::ffff:8.8.8.8',
    '::1',
    '2001:db8::1',
    '1:2:3:4:5:6:7',
    '2606::4700::1111',
    '08.8.8.8',
    'localhost',
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
