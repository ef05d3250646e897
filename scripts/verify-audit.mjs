// Checks an exported audit of Doorward with Node.js alone, offline and without any of Doorward's code.
//
//   node verify-audit.mjs EXPORT [--head SEQUENCE:HASH] [--after SEQUENCE:HASH] [--keys KEYS]
//
// EXPORT is the NDJSON of one organization's whole audit. What its lines are, and what is checked: see verify-audit.py, which takes the same options.
// Prints the head; exit code 0 if all holds, 1 if not, 2 if it can't be checked.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values: options, positionals } = parseArgs({
  options: { head: text, after: text, keys: text },
  allowPositionals: true,
});
const [file] = positionals;
if (file === undefined) end(2, 'usage: node verify-audit.mjs EXPORT [--head …] [--after …] [--keys …]');

const [from = '0', fromHash = ''] = options.after?.split(':') ?? [];
let sequence = Number(from);
let hash = Buffer.from(fromHash, 'hex');
let met = options.head === undefined || options.head === options.after;
let entries = 0;
let last;
const count = { fit: 0, erased: 0 };
const named = new Set();
const given = new Set();

const input = file === '-' ? process.stdin : createReadStream(file);
for await (const text of linesOf(input.setEncoding('utf8'))) {
  if (text.trim() === '') continue;
  const line = parse(text);
  if (last !== undefined) end(1, 'BROKEN: something comes after the end');
  if (line?.body !== undefined) entry(line, text);
  else if (typeof line?.personal === 'string') personal(line);
  else if (typeof line?.checkpoint === 'string') checkpoint(line);
  else if (typeof line?.end === 'object') last = line.end;
  else end(1, `BROKEN: what follows ${sequence} is nothing that an export has`);
}
finish();

function entry(line, text) {
  const [, body] = /^\{"sequence":\d+,"hash":"[0-9a-f]{64}","body":(\{.*\})\}$/s.exec(text) ?? [];
  if (body === undefined) end(1, `BROKEN: what follows ${sequence} is not written as an entry is`);
  if (line.sequence !== sequence + 1) end(1, `BROKEN: entry ${line.sequence} follows ${sequence}`);
  sequence += 1;
  entries += 1;
  hash = createHash('sha256').update(hash).update(`${sequence}\n${body}`).digest();
  if (hash.toString('hex') !== line.hash) end(1, `BROKEN: entry ${sequence} does not fit what is before it`);
  met ||= options.head === `${sequence}:${line.hash}`;
  for (const { commitment } of line.body.personal ?? []) if (commitment !== undefined) named.add(commitment);
}

function personal(line) {
  given.add(line.personal);
  if (line.erased === true) return void (count.erased += 1);
  const fits = createHash('sha256').update(Buffer.from(line.salt, 'hex')).update(line.values).digest('hex');
  if (fits !== line.personal) end(1, `BROKEN: personal values are not those that ${line.personal} commits to`);
  count.fit += 1;
}

function checkpoint(line) {
  if (entries > 0 || options.after !== undefined) end(1, 'BROKEN: a checkpoint that is not at the beginning');
  if (options.keys === undefined) end(2, 'CANNOT BE CHECKED: it begins at a checkpoint, whose signature needs --keys');
  const [header, payload, signature] = line.checkpoint.split('.');
  const { alg, kid, crit } = json(header);
  // the algorithm is ours to choose, never the checkpoint's
  if (!['EdDSA', 'Ed25519'].includes(alg) || crit !== undefined)
    end(1, `BROKEN: the checkpoint is signed by ${alg} instead of EdDSA`);
  const jwk = JSON.parse(readFileSync(options.keys, 'utf8')).keys.find(
    (key) => key.kid === kid && key.crv === 'Ed25519',
  );
  if (jwk === undefined) end(1, `BROKEN: none of these keys has the ID ${kid}, which signed the checkpoint`);
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  if (!verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')))
    end(1, 'BROKEN: the checkpoint’s signature does not fit');
  const states = json(payload);
  if (states.kind !== 'doorward.audit-checkpoint' || states.sequence !== line.sequence || states.hash !== line.hash)
    end(1, 'BROKEN: the checkpoint states something else');
  sequence = states.sequence;
  hash = Buffer.from(states.hash, 'hex');
}

function finish() {
  if (last === undefined) end(1, `BROKEN: it stops at ${sequence} without an end: it was cut off`);
  if (last.selection !== undefined)
    end(2, 'CANNOT BE CHECKED: it has only what matches a filter: export the whole audit');
  if (last.entries !== entries) end(1, `BROKEN: it has ${entries} entries of ${last.entries}`);
  if (entries === 0) end(2, 'CANNOT BE CHECKED: there is no entry in it');
  const head = `${sequence}:${hash.toString('hex')}`;
  if (`${last.sequence}:${last.hash}` !== head) end(1, `BROKEN: it ends at ${sequence}, not at ${last.sequence}`);
  if (!met) end(1, 'BROKEN: the head that was given is not in it');
  if ([...given].some((one) => !named.has(one))) end(1, 'BROKEN: it has personal values that no entry names');
  console.log(head);
  end(0, `UNBROKEN: ${entries} entries; personal values: ${count.fit} fit, ${count.erased} erased`);
}

/** At line feeds only: JSON may have other separators of lines in a string. */
async function* linesOf(stream) {
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function json(part) {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function end(code, says) {
  console.error(says);
  process.exit(code);
}
