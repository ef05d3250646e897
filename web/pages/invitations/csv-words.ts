import type { Schema } from '../../client.ts';
import { csvOf } from '../../components/csv.ts';
import { counted } from '../../components/words.ts';
import type { LineResult } from './use-inviting.ts';

export type PreviewedLine = Schema<'InvitationsPreview'>['items'][number];

/** What needs a look comes first. */
const order = [
  'invalid',
  'refused',
  'member',
  'invited',
  'approve',
  'send',
] as const satisfies PreviewedLine['outcome'][];

export const problemsFirst = (lines: readonly PreviewedLine[]): PreviewedLine[] =>
  [...lines].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || a.line - b.line);

const outcomeWords: Readonly<Record<PreviewedLine['outcome'], string>> = {
  send: 'Would be invited at once',
  approve: 'Would be approved first',
  member: 'Left out',
  invited: 'Left out',
  refused: 'Left out',
  invalid: 'Left out',
};

/** What would become of a line, or what became of it. */
export function stateOf(line: PreviewedLine, result: LineResult | undefined): string {
  if (result === undefined) return outcomeWords[line.outcome];
  if (result.status === 'failed') return 'Failed';
  return result.status === 'sent' ? 'Invited' : 'Awaits approval';
}

/** What is wrong with a line, and what would be right. */
export function reasonOf({ problem }: PreviewedLine, result: LineResult | undefined): string {
  if (result?.status === 'failed') return result.says;
  if (problem === null) return '';
  return problem.field === null ? problem.says : `Column ${problem.field}: ${problem.expected}`;
}

export function summaryOf(lines: readonly PreviewedLine[]): string {
  const number = (outcome: PreviewedLine['outcome']) => lines.filter((line) => line.outcome === outcome).length;
  const [send, approve] = [number('send'), number('approve')];
  const left = lines.length - send - approve;
  return `Of ${counted(lines.length, 'line')} ${send} would be invited at once, ${approve} approved first, ${left} left out.`;
}

/** All lines with what became of each. */
export function reportOf(lines: readonly PreviewedLine[], results: ReadonlyMap<number, LineResult>): string {
  const rows = lines.map((line) => {
    const result = results.get(line.line);
    return [line.line, line.email, stateOf(line, result), reasonOf(line, result)];
  });
  return csvOf([['line', 'email', 'outcome', 'reason'], ...rows]);
}
