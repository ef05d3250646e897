import { Failure, failures } from '../../../rules/failures.ts';
import { type Database, inOrganization } from '../../client.ts';
import { reinstateTerms } from './terms.ts';

/** Why a removal can't be undone now, in words; undefined: it can. */
export async function whyNotReinstated(
  db: Database,
  organization: string,
  asked: { removalId: string; now: Date },
): Promise<string | undefined> {
  try {
    await inOrganization(db, organization, (tx) => reinstateTerms(tx, organization, asked));
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { object, state, needs } = error.facts as { object?: string; state?: string; needs?: string };
    if (object === undefined || state === undefined) return failures[error.name as keyof typeof failures].says;
    return `The ${object} is ${state}; it needs: ${needs ?? ''}`;
  }
}
