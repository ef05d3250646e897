import type { FollowUpStatus } from '../../generated/enums.ts';
import type { Database } from '../../client.ts';

export interface FollowUpRow {
  id: string;
  removalId: string;
  itemKey: string;
  /** `revoke-grant` | `rotate-upstream-secret` */
  kind: string;
  provider: string | null;
  /** the provider's own page for it */
  page: string | null;
  connectionId: string;
  connectionName: string;
  leaverId: string;
  leaverName: string;
  ownerId: string;
  ownerName: string;
  status: FollowUpStatus;
  createdAt: Date;
  dueAt: Date;
  reminders: number;
  remindedAt: Date | null;
  escalatedAt: Date | null;
  attestedById: string | null;
  attestation: string | null;
  evidence: string | null;
  endedAt: Date | null;
}

/** Earliest due first. `after`: of the last row of the page before. */
export async function listFollowUps(
  db: Database,
  organization: string,
  filter: {
    removalId?: string;
    ownerId?: string;
    status?: FollowUpStatus;
    after?: { dueAt: Date; id: string };
    limit: number;
  },
): Promise<FollowUpRow[]> {
  throw new Error('not built yet');
}

export async function findFollowUp(
  db: Database,
  organization: string,
  followUpId: string,
): Promise<FollowUpRow | null> {
  throw new Error('not built yet');
}
