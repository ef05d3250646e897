/** What stands for an erased person in one organization: the same each time, another one in each organization, and nothing can be read from it. */
export function pseudonymOf(memberId: string): string {
  return `former-member-${memberId.replaceAll('-', '').slice(0, 12)}`;
}
