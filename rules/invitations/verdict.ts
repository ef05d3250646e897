import type { Policy } from '../organizations/policy.ts';
import type { EmailDomainStanding } from './email-domain-rule.ts';

export type Relationship = 'employee' | 'contractor' | 'guest';
export type Verdict = 'send' | 'approve' | 'refuse';
export interface Judgement {
  verdict: Verdict;
  /** the email domain's standing, or `relationship` where that alone asks for the approval */
  because: EmailDomainStanding | 'relationship';
}

/**
 * What becomes of an invitation (design, Joining): refused, approved first, or sent at once. Email domain and relationship each ask for something, and the stricter
 * holds: a contractor is approved even with an address of the organization's own.
 */
export function judge(
  standing: EmailDomainStanding,
  relationship: Relationship,
  policy: Policy['invitations'],
): Judgement {
  const verdict = verdictOn(standing, policy);
  if (verdict === 'send' && relationship !== 'employee') return { verdict: 'approve', because: 'relationship' };
  return { verdict, because: standing };
}

function verdictOn(standing: EmailDomainStanding, policy: Policy['invitations']): Verdict {
  switch (standing) {
    case 'claimed':
      return 'send';
    case 'guest':
      return 'approve';
    case 'blocked':
    case 'disposable':
      return 'refuse';
    case 'unlisted':
      return policy.unlisted;
  }
}
