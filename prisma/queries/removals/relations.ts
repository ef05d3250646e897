import type { AccessFacts, AutomationFacts } from '../../../rules/access/types.ts';
import type { Transaction } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';

/** Whose relation to what: a member's, or of whatever an automation runs as. */
export type Pair = { resource: string; member: string } | { resource: string; runsAsOf: string };

const most = 1000;

interface Raw {
  organization: AccessFacts['organization'];
  answers: (Pick<AccessFacts, 'member' | 'resource' | 'relation'> & { automation: AutomationFacts | null })[];
}

/** The facts on which the access rules decide, for each pair, in order; by the same SQL function as `check`, within this transaction. */
export async function relationsOf(
  tx: Transaction,
  organization: string,
  pairs: readonly Pair[],
): Promise<AccessFacts[]> {
  const found: AccessFacts[] = [];
  for (let from = 0; from < pairs.length; from += most) {
    const questions = JSON.stringify(pairs.slice(from, from + most));
    const [row] = await tx.$queryRaw<{ facts: Raw }[]>(
      Prisma.sql`SELECT access_facts(${organization}::uuid, NULL, NULL, NULL, ${questions}::jsonb) AS facts`,
    );
    if (row === undefined) throw new Error('access_facts answered nothing');
    const { organization: own, answers } = row.facts;
    for (const { automation, ...facts } of answers)
      found.push({ organization: own, ...facts, ...(automation === null ? {} : { automation }) });
  }
  return found;
}
