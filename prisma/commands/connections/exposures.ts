import type { Transaction } from '../../client.ts';

/**
 * Keeps `exposures` true after a change of who could reveal the secrets of these connections: whoever may now and is not written down gets an exposure
 * `could_reveal` to each living version from now, and for whoever may no longer it ends now. Set-based, one statement (migration exposures).
 */
export async function syncExposures(tx: Transaction, connectionIds: readonly string[], now: Date): Promise<void> {
  if (connectionIds.length > 0)
    await tx.$executeRaw`SELECT sync_exposures(${[...connectionIds]}::uuid[], ${now}::timestamptz)`;
}

/** The same after a change of what a member is: all connections that they are related to. */
export async function syncExposuresOfMember(tx: Transaction, memberId: string, now: Date): Promise<void> {
  await tx.$executeRaw`SELECT sync_exposures(connections_of_member(${memberId}::uuid), ${now}::timestamptz)`;
}

/** The same after a change of a team. */
export async function syncExposuresOfTeam(tx: Transaction, teamId: string, now: Date): Promise<void> {
  await tx.$executeRaw`SELECT sync_exposures(connections_of_team(${teamId}::uuid), ${now}::timestamptz)`;
}

/** The same after a change of what many members are: all connections of the organization. */
export async function syncAllExposures(tx: Transaction, now: Date): Promise<void> {
  await tx.$executeRaw`
    SELECT sync_exposures(ARRAY(SELECT resource_id FROM connections WHERE organization_id = (SELECT current_organization())), ${now}::timestamptz)`;
}
