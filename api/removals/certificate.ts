import type { z } from 'zod';
import type { Certificate } from './schemas.ts';

/** A signed certificate with its statement in the clear: for reading; whoever relies on it verifies the signature. */
export function decodedCertificate(jws: string): z.output<typeof Certificate> {
  const [, payload = ''] = jws.split('.');
  return { jws, statement: JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown> };
}
