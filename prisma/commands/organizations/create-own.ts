import { createHash, randomUUID } from 'node:crypto';
import { Failure } from '../../../rules/failures.ts';
import { mostAdministered } from '../../../rules/organizations/slug.ts';
import { changing } from '../../change.ts';
import { type Database, openDirectory, openMemberships, type Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { createIn } from './create.ts';

export interface OwnOrganization {
  personId: string;
  email: string;
  /** the person's name and time zone in it */
  memberName: string;
  timeZone?: string;
  name: string;
  slug: string;
  /** the same person with the same key creates one organization, however often they ask */
  key?: string;
  now: Date;
  address?: string;
  requestId?: string;
}

/**
 * An organization that someone who is signed in creates: they are its first admin, billing contact and custodian.
 * @returns its id
 * @throws Failure name-taken for the slug; too-many-organizations; idempotency-key-reused
 */
export async function createOwnOrganization(db: Database, secrets: Secrets, input: OwnOrganization): Promise<string> {
  const { personId, key, name, slug, now } = input;
  const id = key === undefined ? randomUUID() : idOf(personId, key);
  const memberId = randomUUID();
  const { address, requestId } = input;
  const from = { ...(address === undefined ? {} : { address }), ...(requestId === undefined ? {} : { requestId }) };
  await changing(db, id, { by: 'member', memberId, through: 'session', ...from }, async (tx, record) => {
    await openDirectory(tx);
    await openMemberships(tx, personId);
    await tx.$executeRaw`SELECT FROM persons WHERE id = ${personId}::uuid FOR NO KEY UPDATE`; // two at once count one after the other
    const made = await tx.organization.findUnique({ where: { id }, select: { name: true, slug: true } });
    if (made !== null) {
      if (made.name !== name || made.slug !== slug) throw new Failure('idempotency-key-reused', {});
      return;
    }
    await checkCount(tx, personId);
    const { timeZone } = input;
    const admin = {
      memberId,
      name: input.memberName,
      email: input.email,
      ...(timeZone === undefined ? {} : { timeZone }),
    };
    await createIn(tx, record, secrets, id, { name, slug, admin, now });
  });
  return id;
}

async function checkCount(tx: Transaction, personId: string): Promise<void> {
  const [count] = await tx.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM members WHERE person_id = ${personId}::uuid AND status = 'active' AND role = 'admin'`;
  if ((count?.n ?? 0) >= mostAdministered) throw new Failure('too-many-organizations', { most: mostAdministered });
}

function idOf(personId: string, key: string): string {
  const hash = createHash('sha256').update(`organizations/${personId}/${key}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
