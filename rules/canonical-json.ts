/** Anything JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Canonical JSON (RFC 8785) of values made of strings, safe integers, booleans, null, arrays and objects: what is hashed and signed.
 * Keys whose value is undefined are left out.
 * @throws TypeError for a number that is not a safe integer, and for a string with a lone surrogate: other languages would write them differently
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError(`not a safe integer: ${value}`);
  if (value === null || typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const object = value as { readonly [key: string]: Json | undefined };
  let members = '';
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${canonicalString(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

const surrogate = /[\uD800-\uDFFF]/; // most strings have none, and looking for pairs costs more
const loneSurrogate = /[\uD800-\uDFFF]/u;

function canonicalString(value: string): string {
  if (surrogate.test(value) && loneSurrogate.test(value)) throw new TypeError('a string with a lone surrogate');
  return JSON.stringify(value);
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
