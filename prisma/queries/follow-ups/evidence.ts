import { type Database, inOrganization } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';

/** One file with its content, opened; null: there is none of that follow-up, or its content was destroyed. */
export function readEvidence(
  db: Database,
  secrets: Secrets,
  organization: string,
  { followUpId, fileId }: { followUpId: string; fileId: string },
): Promise<{ name: string; content: Buffer } | null> {
  return inOrganization(db, organization, async (tx) => {
    const file = await tx.evidenceFile.findFirst({
      where: { organizationId: organization, followUpId, id: fileId },
      select: { name: true, contentBox: true },
    });
    if (file?.contentBox == null) return null;
    const place = { table: 'evidence_files', row: fileId, column: 'content_box' } as const;
    const content = await secrets.open(tx, organization, place, file.contentBox);
    return { name: file.name, content: Buffer.from(content, 'base64') };
  });
}
