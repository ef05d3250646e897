import { Failure } from '../../../rules/failures.ts';
import type { Database, Transaction } from '../../client.ts';
import { inOrganization } from '../../client.ts';
import { naming } from '../../failures.ts';

export interface NewNote {
  id: string;
  authorId: string;
  text: string;
  now: Date;
}

/**
 * Keeps the free text of a click, so that only its id travels through the process engine (decision 2). Inert: it means nothing until a command takes it as
 * its reason, and that is what the audit records. Writing the same note again changes nothing.
 * @throws Failure not-found when the author is not a member
 */
export async function writeNote(db: Database, organization: string, note: NewNote): Promise<void> {
  const { id, authorId, text, now } = note;
  const data = [{ organizationId: organization, id, authorId, text, createdAt: now }];
  await naming(inOrganization(db, organization, (tx) => tx.note.createMany({ data, skipDuplicates: true })));
}

/**
 * The text that this author gave.
 * @throws Failure not-found for a note that isn't there or is someone else's
 */
export async function noteTextIn(
  tx: Transaction,
  organization: string,
  { noteId, authorId }: { noteId: string; authorId: string },
): Promise<string> {
  const note = await tx.note.findFirst({
    where: { organizationId: organization, id: noteId, authorId },
    select: { text: true },
  });
  if (note === null) throw new Failure('not-found', { object: 'note' });
  return note.text;
}
