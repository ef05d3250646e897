import { type Database, inOrganization } from '../../client.ts';
import type { ExposureHow } from '../../generated/enums.ts';
import type { MemberRef } from '../members/refs.ts';

export interface ExposureRow {
  credentialId: string;
  version: number;
  member: MemberRef;
  how: ExposureHow;
  from: Date;
  until: Date | null;
}

/** Who could have known which version of a connection's secret, from when to when; newest version first. */
export async function exposuresOfConnection(
  db: Database,
  organization: string,
  connectionId: string,
): Promise<ExposureRow[]> {
  const rows = await inOrganization(db, organization, (tx) =>
    tx.exposure.findMany({
      where: { organizationId: organization, credential: { connectionId } },
      select: {
        credentialId: true,
        credential: { select: { version: true } },
        member: { select: { id: true, name: true, kind: true } },
        how: true,
        from: true,
        until: true,
      },
      orderBy: [{ credential: { version: 'desc' } }, { from: 'asc' }, { id: 'asc' }],
    }),
  );
  return rows.map(({ credential, ...row }) => ({ ...row, version: credential.version }));
}
