import type { Actor } from '../../../rules/audit/entry.ts';
import type { Database } from '../../client.ts';

interface FollowUpInput {
  followUpId: string;
  now: Date;
  receipt: string;
}

/** Counts a reminder; the mail is the caller's. `null` when it is closed. */
export async function remindFollowUp(
  db: Database,
  organization: string,
  actor: Actor,
  input: FollowUpInput,
): Promise<{ toMemberId: string; reminders: number } | null> {
  throw new Error('not built yet');
}

/** Once: the owner's manager, else the custodian, is to be told too. `null` when it is closed or was escalated before. */
export async function escalateFollowUp(
  db: Database,
  organization: string,
  actor: Actor,
  input: FollowUpInput,
): Promise<{ toMemberId: string } | null> {
  throw new Error('not built yet');
}
