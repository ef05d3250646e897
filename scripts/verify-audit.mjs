// Checks an exported audit of Doorward with Node.js alone, offline and without any of Doorward's code.
//
//   node verify-audit.mjs EXPORT [HEAD]
//
// EXPORT is the NDJSON of one organization's whole audit; HEAD (SEQUENCE:HASH, kept elsewhere) shows that its end was not cut off. What is checked:
// see verify-audit.py. Prints the head; exit code 0 if the chain holds, 1 if not, 2 if it can't be checked.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const [file, head] = process.argv.slice(2);
if (file === undefined) end(2, 'usage: node verify-audit.mjs EXPORT [SEQUENCE:HASH]');

let sequence = 0;
let hash = Buffer.alloc(0);
let met = head === undefined;
for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
  if (line.trim() === '') continue;
  const entry = parse(line);
  if (typeof entry?.body !== 'string' || parse(entry.body) === undefined)
    end(1, `BROKEN: what follows ${sequence} is not an entry`);
  if (entry.sequence !== sequence + 1) end(1, `BROKEN: entry ${entry.sequence} follows ${sequence}`);
  sequence += 1;
  hash = createHash('sha256').update(hash).update(`${sequence}\n${entry.body}`).digest();
  if (hash.toString('hex') !== entry.hash) end(1, `BROKEN: entry ${sequence} does not fit what is before it`);
  met ||= head === `${sequence}:${entry.hash}`;
}
if (sequence === 0) end(2, 'CANNOT BE CHECKED: there is no entry in it');
if (!met) end(1, `BROKEN: the head ${head} is not in it`);
console.log(`${sequence}:${hash.toString('hex')}`);
end(0, `UNBROKEN: ${sequence} entries`);

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function end(code, says) {
  console.error(says);
  process.exit(code);
}
