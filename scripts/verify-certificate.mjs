// Checks a removal certificate of Doorward with Node.js alone, offline and without any of Doorward's code.
//
//   node verify-certificate.mjs CERTIFICATE KEYS
//
// CERTIFICATE is the JWS in compact form, or the JSON with a member "jws"; KEYS the JSON of /.well-known/jwks.json, or one key as PEM.
// Prints the statement; exit code 0 if it is genuine, 1 if not, 2 if it can't be checked.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [certificate, keys] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8').trim());
if (keys === undefined) end(2, 'usage: node verify-certificate.mjs CERTIFICATE KEYS');

const jws = certificate.startsWith('{') ? JSON.parse(certificate).jws : certificate;
const parts = jws.split('.');
if (parts.length !== 3 || !parts.every((part) => /^[\w-]+$/.test(part)))
  end(1, 'NOT GENUINE: it is not a JWS in compact form');
const [header, payload, signature] = parts;
const { alg, kid, crit } = json(header);
// the algorithm is ours to choose, never the certificate's
if (!['EdDSA', 'Ed25519'].includes(alg) || crit !== undefined)
  end(1, `NOT GENUINE: it is signed by ${alg} instead of EdDSA`);
const key = keys.startsWith('-----') ? createPublicKey(keys) : fromSet(JSON.parse(keys).keys, kid);
if (key?.asymmetricKeyType !== 'ed25519') end(1, `NOT GENUINE: none of these keys has the ID ${kid}`);
if (!verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')))
  end(1, 'NOT GENUINE: the signature does not fit');
const statement = json(payload);
if (statement._type !== 'https://in-toto.io/Statement/v1')
  end(1, 'NOT GENUINE: what is signed is not an in-toto statement');
console.log(JSON.stringify(statement, undefined, 2));
end(0, `GENUINE: ${statement.subject[0].name}`);

function fromSet(set, kid) {
  const jwk = set.find((candidate) => candidate.kid === kid && candidate.kty === 'OKP' && candidate.crv === 'Ed25519');
  return jwk && createPublicKey({ key: jwk, format: 'jwk' });
}

function json(part) {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function end(code, says) {
  console.error(says);
  process.exit(code);
}
