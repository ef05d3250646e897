import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from '../rules/public-address.ts';

export interface Answer {
  status: number;
  body: string;
  /** the header Retry-After, where there is one */
  retryAfter?: string;
  /** the header Date: what the other side takes for now */
  date?: string;
}

/** The address is not one that may be called: trying again changes nothing. */
export class AddressRefused extends Error {
  override name = 'AddressRefused';
}

const TIME_LIMIT = 10_000;
const SIZE_LIMIT = 5_000_000;

interface Limits {
  allowPrivate: boolean;
  /** reads no more of the body than so many bytes, and takes that for the answer; without it a body above 5 MB is an error */
  readOnly?: number;
  /** without it 10 seconds */
  withinMs?: number;
}

/**
 * Posts to an address that an organization gave us: https to public addresses only (with `allowPrivate` also http and private ones), no redirects, 10 seconds.
 * The name is resolved once, for the connection. The addresses are judged when the connection is made, so that a name can't be made to point elsewhere after it was looked at.
 * @throws AddressRefused; any other Error: there was no answer
 */
export async function post(
  address: string,
  body: string,
  headers: Record<string, string>,
  limits: Limits,
): Promise<Answer> {
  return await send(address, { method: 'POST', body, headers }, limits);
}

/** Gets what is at an address that an organization gave us, in the same bounds. @throws as post */
export async function get(address: string, headers: Record<string, string>, limits: Limits): Promise<Answer> {
  return await send(address, { method: 'GET', body: '', headers }, limits);
}

interface Request {
  method: 'GET' | 'POST';
  body: string;
  headers: Record<string, string>;
}

async function send(
  address: string,
  { method, body, headers }: Request,
  { allowPrivate, readOnly, withinMs = TIME_LIMIT }: Limits,
): Promise<Answer> {
  if (!URL.canParse(address)) throw new AddressRefused('not an address');
  const url = new URL(address);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
    throw new AddressRefused('only https is called');
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw new AddressRefused('a private address');
  return await new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method,
      headers: method === 'GET' ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      lookup: allowPrivate ? lookup : publicLookup,
      signal: AbortSignal.timeout(withinMs),
      agent: false,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const answer = (): void => {
        const body = Buffer.concat(chunks).subarray(0, readOnly).toString('utf8');
        const { 'retry-after': retryAfter, date } = response.headers;
        const told = { ...(retryAfter !== undefined && { retryAfter }), ...(date !== undefined && { date }) };
        resolve({ status: response.statusCode ?? 0, body, ...told });
      };
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (readOnly === undefined && size > SIZE_LIMIT) return request.destroy(new Error('the answer is too long'));
        chunks.push(chunk);
        if (readOnly === undefined || size < readOnly) return;
        answer();
        request.destroy(); // the rest is nobody's business
      });
      response.on('error', reject);
      response.on('end', answer);
    });
    request.end(body);
  });
}

const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address)))
      return callback(new AddressRefused('a private address'), []);
    const [first] = addresses;
    if (options.all === true || first === undefined) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};
