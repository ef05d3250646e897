import type { Schema } from '../../client.ts';

/** Why an organization of one's own can't be entered now. */
export function whyShut({ status, organizationStatus }: Schema<'SessionOrganization'>): string {
  if (organizationStatus === 'closed') return 'Closed';
  if (organizationStatus === 'suspended') return 'Suspended by the operator';
  return status === 'active' ? 'Asks for a new sign-in' : `You are ${status} there`;
}
