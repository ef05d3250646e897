import type { Database } from '../../client.ts';

/** What one host has to be told: all of one kind. Owner: exactly one of member and team. */
export interface Handover {
  kind: string;
  url: string;
  /** encrypted Standard Webhooks secret of the kind */
  secretBox: Uint8Array | null;
  items: {
    resourceId: string;
    hostId: string;
    ownerId: string | null;
    ownerTeamId: string | null;
    runsAsId: string | null;
  }[];
}

/** The next `limit` resources that wait for a host (refused ones too), grouped by kind; `after`: the last resource id of the batch before. One resource is there once, also when both its owner and its runs-as changed. */
export async function handoverBatch(
  db: Database,
  organization: string,
  input: { removalId: string; after?: string; limit: number },
): Promise<Handover[]> {
  throw new Error('not built yet');
}
