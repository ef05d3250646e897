import type { AccessFacts, MemberFacts, Reason } from './types.ts';

/** Whose authority a question is about. */
export interface ActingAs {
  member: MemberFacts | null;
  caretaking: { leaverId: string; until: number } | null;
  /** an automation that runs as nobody now, and why */
  refusal: Reason | null;
}

/**
 * The effective runs-as (decision 1): the automation's runs-as; from that member's suspension on the caretaker, as long as it stands in. Without
 * an automation: the member who was named.
 */
export function actingAs({ member, automation }: AccessFacts, now: number): ActingAs {
  if (automation === undefined) return { member, caretaking: null, refusal: null };
  const { runsAs, caretaking } = automation;
  if (runsAs === null) return { member: null, caretaking: null, refusal: { fact: 'no-runs-as' } };
  if (automation.archived) return { member: runsAs, caretaking: null, refusal: { fact: 'archived' } };
  if (runsAs.status === 'active' || caretaking === null) return { member: runsAs, caretaking: null, refusal: null };
  const { caretaker, until } = caretaking;
  const standing = { leaverId: runsAs.id, until };
  if (until <= now) return { member: caretaker, caretaking: standing, refusal: { fact: 'caretaker-expired', until } };
  return { member: caretaker, caretaking: standing, refusal: null };
}
