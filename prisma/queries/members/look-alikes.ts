import { emailDomainOf } from '../../../rules/members/email.ts';
import type { Transaction } from '../../client.ts';

export interface LookAlike {
  /** what it looks like: a member's address; an email domain that members have or that is listed; `international`: letters of another script could stand in it */
  like: 'member' | 'email-domain' | 'international';
  /** of a member; else empty */
  memberId: string;
}

/**
 * Whether a new address could be taken for one that the organization knows (decision 51): `0` for `o`, `rn` for `m`, or an email domain in another script
 * (`xn--…`), unless the organization has members or a rule of that very email domain. Addresses are ASCII over HTTP, so nothing else can deceive.
 * @param email normalized
 */
export async function lookAlikeIn(tx: Transaction, organization: string, email: string): Promise<LookAlike | null> {
  const [member] = await tx.$queryRaw<{ id: string }[]>`
    SELECT m.id FROM member_terms t JOIN members m ON m.organization_id = t.organization_id AND m.id = t.member_id
    WHERE t.organization_id = ${organization}::uuid AND t.kind = 'look_alike' AND t.term = look_alike(${email})
      AND m.email <> ${email} AND m.status IN ('invited', 'active', 'suspended') LIMIT 1`;
  if (member !== undefined) return { like: 'member', memberId: member.id };
  const emailDomain = emailDomainOf(email);
  const [found] = await tx.$queryRaw<{ known: boolean; like: boolean }[]>`
    SELECT
      EXISTS (SELECT FROM member_terms WHERE organization_id = ${organization}::uuid AND kind = 'word' AND term = '@' || ${emailDomain})
        OR EXISTS (SELECT FROM email_domains WHERE organization_id = ${organization}::uuid AND name = ${emailDomain}) AS known,
      EXISTS (SELECT FROM member_terms WHERE organization_id = ${organization}::uuid AND kind = 'look_alike' AND term = '@' || look_alike(${emailDomain}))
        OR EXISTS (SELECT FROM email_domains WHERE organization_id = ${organization}::uuid AND rule <> 'blocked'
          AND look_alike(name) = look_alike(${emailDomain})) AS like`;
  if (found === undefined || found.known) return null;
  if (found.like) return { like: 'email-domain', memberId: '' };
  return /(^|\.)xn--/.test(emailDomain) ? { like: 'international', memberId: '' } : null;
}
