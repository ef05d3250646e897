import { z } from 'zod';
import { evidenceTypes, mostEvidenceBytes } from '../../rules/removals/evidence.ts';
import { Flag, Id, Instant, Line, ListQuery, May, pageOf, Text } from '../schemas.ts';

const FollowUpStatus = z.enum(['open', 'done', 'waived']).meta({ id: 'FollowUpStatus' });
export const EvidenceFile = z
  .object({
    id: Id,
    name: z.string(),
    mediaType: z.string(),
    size: z.int().meta({ description: 'bytes' }),
    sha256: z.string().meta({ description: 'of the content; the audit and the certificate have it too' }),
    uploadedAt: Instant,
    gone: z.boolean().meta({ description: 'the content was destroyed, because the leaver was erased' }),
  })
  .meta({ id: 'EvidenceFile' });
export const FollowUp = z
  .object({
    id: Id,
    removalId: Id,
    leaver: z.object({ id: Id, name: z.string() }),
    itemKey: z.string(),
    kind: z.string(),
    connection: z.object({ id: Id, name: z.string() }),
    provider: z.string().nullable(),
    page: z.string().nullable().meta({ description: 'the provider’s own page for it' }),
    owner: z.object({ id: Id, name: z.string() }),
    status: FollowUpStatus,
    createdAt: Instant,
    dueAt: Instant,
    reminders: z.int(),
    remindedAt: Instant.nullable(),
    escalatedAt: Instant.nullable(),
    escalations: z.int().meta({ description: 'the first goes to the owner’s manager, the others to the custodian' }),
    reopenedAt: Instant.nullable(),
    reopenedBecause: z.string().nullable(),
    attestedById: Id.nullable(),
    attestation: z.string().nullable(),
    evidence: z.string().nullable(),
    files: z.array(EvidenceFile),
    endedAt: Instant.nullable(),
    may: May(['attest', 'addEvidence', 'reassign', 'reopen']),
  })
  .meta({ id: 'FollowUp' });
export const FollowUpPage = pageOf(FollowUp).meta({ id: 'FollowUpPage' });
export const ListFollowUps = ListQuery.extend({
  status: FollowUpStatus.optional(),
  removalId: Id.optional(),
  mine: Flag.optional().meta({ description: 'only those of the caller' }),
});
export const Attest = z
  .strictObject({
    statement: Text(2000).meta({ description: 'what was done' }),
    evidence: Line(1000).optional().meta({ description: 'where anyone can see it: a link, a ticket' }),
  })
  .meta({ id: 'Attest' });
export const Reopen = z
  .strictObject({ reason: Text(500).meta({ description: 'what speaks against the attestation' }) })
  .meta({ id: 'Reopen' });
export const Reassign = z.strictObject({ ownerId: Id }).meta({ id: 'Reassign' });
export const AddEvidence = z
  .strictObject({
    name: Line(200),
    mediaType: z.enum(evidenceTypes),
    content: z
      .base64()
      .min(4)
      .max(Math.ceil(mostEvidenceBytes / 3) * 4)
      .meta({ description: `base64; at most ${mostEvidenceBytes / 1024 / 1024} MiB of content` }),
  })
  .meta({ id: 'AddEvidence' });
