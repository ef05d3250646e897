import { lookup } from 'node:dns/promises';
import { Failure } from '../rules/failures.ts';
import { isIpAddress, isPublicAddress } from '../rules/public-address.ts';
import type { Services } from './services.ts';

const LOOKUP_MS = 2_000;

/**
 * Refuses an address of an organization that would be refused when it is called (outbound/http.ts): said early, to whoever types it. What its name leads to is judged again at
 * each call, for the connection that is then made. A name that leads nowhere yet is taken.
 * @throws Failure invalid-request
 */
export async function checkAddress({ allowPrivateHosts }: Services, url: string, field = 'url'): Promise<void> {
  const refuse = (expected: string): never => {
    throw new Failure('invalid-request', { field, expected });
  };
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') refuse('without a user name and password');
  if (allowPrivateHosts) return;
  if (protocol !== 'https:') refuse('https');
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIpAddress(host) ? [host] : await addressesOf(host);
  if (isPrivateName(host) || !addresses.every(isPublicAddress)) refuse('an address on the public internet');
}

const isPrivateName = (host: string): boolean => /(^|\.)(localhost|local|internal)\.?$/.test(host);

async function addressesOf(host: string): Promise<string[]> {
  const late = new Promise<never[]>((resolve) => setTimeout(resolve, LOOKUP_MS, []).unref());
  const found = lookup(host, { all: true }).then((addresses) => addresses.map(({ address }) => address));
  return await Promise.race([found.catch(() => []), late]);
}
