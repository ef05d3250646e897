/**
 * Networks that are not on the public internet (IANA's special-purpose registries, RFC 6890): an organization may not point us at them. Of IPv6 only 2000::/3 is
 * given out, and of it these are not what they seem: they carry another address, or are for documentation.
 */
const special = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
].map(networkOf);
const givenOut = networkOf('2000::/3');

/** Whether this is an IP address, in the usual notation, that lies on the public internet. A name is none. */
export function isPublicAddress(address: string): boolean {
  const parsed = parse(address);
  if (parsed === undefined) return false;
  if (parsed.width === 128 && !within(parsed, givenOut)) return false;
  return !special.some((network) => within(parsed, network));
}

/** Whether this is an IP address, v4 or v6, rather than a name. */
export function isIpAddress(text: string): boolean {
  return parse(text) !== undefined;
}

interface Address {
  width: 32 | 128;
  value: bigint;
}
interface Network extends Address {
  prefix: bigint;
}

function networkOf(text: string): Network {
  const [address = '', prefix = ''] = text.split('/');
  const parsed = parse(address);
  if (parsed === undefined) throw new RangeError(`not a network: ${text}`);
  return { ...parsed, prefix: BigInt(prefix) };
}

function within({ width, value }: Address, network: Network): boolean {
  const rest = BigInt(network.width) - network.prefix;
  return width === network.width && value >> rest === network.value >> rest;
}

function parse(text: string): Address | undefined {
  const four = ipv4(text);
  if (four !== undefined) return { width: 32, value: four };
  const six = ipv6(text);
  return six === undefined ? undefined : { width: 128, value: six };
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.');
  const octet = /^(0|[1-9][0-9]{0,2})$/;
  if (parts.length !== 4 || !parts.every((part) => octet.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

function ipv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])];
  return groups.reduce((sum, group) => (sum << 16n) + group, 0n);
}

/** The 16-bit groups of one side of `::`; its last two may be written as an IPv4 address. */
function groupsOf(text: string): bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    const four = index === parts.length - 1 ? ipv4(part) : undefined;
    if (four !== undefined) groups.push(four >> 16n, four & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}
