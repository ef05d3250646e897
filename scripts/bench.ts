// npm run bench [NAME…]: measures what bench/NAME.ts measures, all of them by default, and says whether each figure is within its limits.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Bench, BUSY, inUse, judge, type Measurement } from './support/measurement.ts';

const folder = new URL('../bench/', import.meta.url);
const all = readdirSync(fileURLToPath(folder))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`no bench/${unknown.join('.ts, bench/')}.ts; there are ${all.join(', ')}`);

let bad = 0;
for (const name of asked.length > 0 ? asked : all) {
  const { bench } = (await import(new URL(`${name}.ts`, folder).href)) as { bench: Bench };
  console.log(`\n${name}: ${bench.title}`);
  const share = await inUse(); // before anything of ours runs
  const wasBusy = share > BUSY;
  if (wasBusy)
    console.log(
      `  other work uses ${Math.round(100 * share)} % of this machine: what is out of its limits is not judged`,
    );
  for (const measurement of await bench.measure((line) => console.log(`  ${line}`))) {
    const verdict = judge(measurement, wasBusy);
    if (verdict === 'BAD') bad += 1;
    console.log(`  ${row(measurement).padEnd(100)}  ${verdict}`);
  }
}
console.log(bad === 0 ? '\nNothing is out of its limits.' : `\n${bad} out of their limits.`);
process.exit(bad === 0 ? 0 : 1);

function row({ what, value, unit, atLeast, atMost, note }: Measurement): string {
  const limit = [atLeast === undefined ? '' : `≥ ${atLeast}`, atMost === undefined ? '' : `≤ ${atMost}`].join('');
  const figure = `${Number.isInteger(value) ? value : value.toFixed(2)} ${unit}`;
  return `${what.padEnd(52)} ${figure.padStart(12)}  ${limit.padEnd(8)} ${note ?? ''}`.trimEnd();
}
