import type { Schema } from '../../client.ts';

/** Why an organization of one's own can't be entered now. */
export function whyShut({ status, organizationStatus, ssoEnforced }: Schema<'SessionOrganization'>): string {
  if (organizationStatus === 'closed') return 'Closed';
  if (organizationStatus === 'suspended') return 'Suspended by the operator';
  if (status !== 'active') return `You are ${status} there`;
  return ssoEnforced ? 'Asks for its own sign-in' : 'Asks for a new sign-in';
}

/** Whether its own sign-in opens it. */
export const opensBySso = ({ status, organizationStatus, ssoEnforced }: Schema<'SessionOrganization'>): boolean =>
  ssoEnforced && status === 'active' && organizationStatus === 'active';
