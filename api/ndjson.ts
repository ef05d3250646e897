import type { Readable } from 'node:stream';

/** One line of a stream, counted from 1, without its end; null: it was longer than allowed, and was skipped. */
export interface NumberedLine {
  line: number;
  text: string | null;
}

/** The lines of a byte stream, one after the other, however it was cut into chunks; memory never holds more than one line and one chunk. */
export async function* linesOf(stream: Readable, mostBytes: number): AsyncGenerator<NumberedLine> {
  let line = 0;
  let parts: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer) => {
    size += part.length;
    if (size <= mostBytes) parts.push(part);
    else parts = [];
  };
  const ended = (): NumberedLine => {
    line += 1;
    const text = size > mostBytes ? null : Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
    [parts, size] = [[], 0];
    return { line, text };
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, end));
      yield ended();
      from = end + 1;
    }
    take(chunk.subarray(from));
  }
  if (size > 0) yield ended();
}

const NEWLINE = 0x0a;
