import { Failure } from '../failures.ts';
import type { Relationship } from './verdict.ts';

/** On what terms someone is to join. */
export interface Terms {
  relationship: Relationship;
  sponsorId: string | null;
  reason: string | null;
  endsAt: Date | null;
}

/**
 * A guest or contractor has a sponsor, a reason and an end date; whoever has an end date has it in the future.
 * @throws Failure invalid-request naming the field
 */
export function checkTerms({ relationship, sponsorId, reason, endsAt }: Terms, now: Date): void {
  if (relationship !== 'employee') {
    if (sponsorId === null) throw needed('sponsorId', 'the member who answers for them');
    if (reason === null || reason.trim() === '') throw needed('reason', 'why they are to join');
    if (endsAt === null) throw needed('endsAt', 'when their time ends');
  }
  if (endsAt !== null && endsAt.getTime() <= now.getTime()) throw needed('endsAt', 'an instant in the future');
}

function needed(field: string, expected: string): Failure {
  return new Failure('invalid-request', { field, expected });
}
