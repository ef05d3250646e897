import { type Database, inOrganization } from '../../client.ts';
import type { ConsentStatus } from '../../generated/enums.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { GrantAtProvider } from '../removals/grants.ts';
import type { Handover } from '../removals/handover.ts';

/** What the run of a consent works on. Boxes stay closed here. */
export interface ConsentAtWork {
  status: ConsentStatus;
  connectionId: string;
  grantId: string | null;
  testedBy: string | null;
  /** the shadow, where it can be asked about at its provider */
  grant: (GrantAtProvider & { tokenEndpoint: string | null; revocationEndpoint: string | null }) | null;
}

export async function consentAtWork(
  db: Database,
  organization: string,
  { consentRequestId }: { consentRequestId: string },
): Promise<ConsentAtWork | null> {
  return await inOrganization(db, organization, async (tx) => {
    const consent = await tx.consentRequest.findUnique({
      where: { organizationId_id: { organizationId: organization, id: consentRequestId } },
      include: { grant: true },
    });
    if (consent === null) return null;
    const { status, connectionId, grantId, testedBy, grant } = consent;
    const at = grant?.tokenBox == null ? null : { ...grant, tokenBox: grant.tokenBox };
    return {
      status,
      connectionId,
      grantId,
      testedBy,
      grant: at === null ? null : { ...at, itemKey: `grant:${at.id}`, grantId: at.id },
    };
  });
}

/** The hand-over that shows a consent to its connection's host; null: the host takes none. */
export async function grantForHost(
  db: Database,
  secrets: Secrets,
  organization: string,
  { consentRequestId }: { consentRequestId: string },
): Promise<Handover | null> {
  return await inOrganization(db, organization, async (tx) => {
    const [row] = await tx.$queryRaw<(Handover['items'][number] & HostRow)[]>`
      SELECT r.id AS "resourceId", r.host_id AS "hostId", r.owner_id AS "ownerId", r.owner_team_id AS "ownerTeamId", r.runs_as_id AS "runsAsId",
        k.name AS kind, k.handover_url AS url, k.handover_secret_box AS "secretBox", g.id AS "grantId", g.token_box AS "tokenBox", g.scopes,
        c.tested_by IS DISTINCT FROM 'exchange' AS refreshes
      FROM consent_requests c JOIN grants g ON g.organization_id = c.organization_id AND g.id = c.grant_id AND g.token_box IS NOT NULL
        JOIN resources r ON r.organization_id = c.organization_id AND r.id = c.connection_id AND r.archived_at IS NULL
        JOIN resource_kinds k ON k.organization_id = r.organization_id AND k.name = r.kind AND k.handover_url IS NOT NULL AND k.takes_grants
      WHERE c.organization_id = ${organization}::uuid AND c.id = ${consentRequestId}::uuid`;
    if (row === undefined) return null;
    const { kind, url, secretBox, grantId, tokenBox, scopes, refreshes, ...item } = row;
    const token = await secrets.open(
      tx,
      organization,
      { table: 'grants', row: grantId, column: 'token_box' },
      tokenBox,
    );
    const tokenType = refreshes ? ('refresh' as const) : ('access' as const);
    return { kind, url, secretBox, items: [{ ...item, grant: { id: grantId, token, tokenType, scopes } }] };
  });
}

interface HostRow extends Pick<Handover, 'kind' | 'url' | 'secretBox'> {
  grantId: string;
  tokenBox: Uint8Array;
  scopes: string[];
  refreshes: boolean;
}
