import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { csvOf } from '../../web/components/csv.ts';

test('what is written is read again as it was, whatever stands in a field', () => {
  const rows = [
    ['line', 'says'],
    ['2', 'a, "b"; c\r\nd'],
    ['3', ''],
  ];
  expect(parse(csvOf(rows), { bom: true })).toEqual(rows);
});

test('what a spreadsheet would take for a formula stays text', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])
    expect(csvOf([[formula]])).toBe(`\uFEFF"'${formula}"\r\n`);
});
