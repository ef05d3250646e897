import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../rules/audit/entry.ts';
import { normalizeEmail } from '../../../rules/members/email.ts';
import { changing, type Record } from '../../change.ts';
import { type Database, openDirectory, type Transaction } from '../../client.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { personOf } from '../persons/person-of.ts';

export interface NewOrganization {
  id?: string;
  name: string;
  /** for addresses: lower case letters, digits, hyphens; unique among all organizations */
  slug: string;
  admin: { memberId?: string; name: string; email: string; timeZone?: string };
  now: Date;
}
export interface CreatedOrganization {
  organizationId: string;
  /** the first admin, who is billing contact and custodian until someone else is named */
  memberId: string;
  personId: string;
  caretakerId: string;
}

/** The kinds that every organization has. */
const kinds = [
  { name: 'pipeline', title: 'Pipeline' },
  { name: 'connection', title: 'Connection' },
  { name: 'schedule', title: 'Schedule' },
];

/**
 * An organization with all that it always has: a data key, a first admin, a billing contact, a custodian, a caretaker, three resource kinds.
 * @throws Failure name-taken for the slug; invalid-request for the admin's address
 */
export function createOrganization(
  db: Database,
  secrets: Secrets,
  actor: Actor,
  input: NewOrganization,
): Promise<CreatedOrganization> {
  const organizationId = input.id ?? randomUUID();
  return changing(db, organizationId, actor, async (tx, record) => {
    await openDirectory(tx);
    return createIn(tx, record, secrets, organizationId, input);
  });
}

/** The same in the caller's transaction, which is the new organization's and open to the directory. */
export async function createIn(
  tx: Transaction,
  record: Record,
  secrets: Secrets,
  organizationId: string,
  input: Omit<NewOrganization, 'id'>,
): Promise<CreatedOrganization> {
  const personId = await personOf(tx, input.admin.email, input.now);
  await tx.organization.create({
    data: { id: organizationId, slug: input.slug, name: input.name, createdAt: input.now },
  });
  await tx.organizationKey.create({ data: { organizationId, ...(await secrets.firstKey(organizationId)) } });
  await tx.resourceKind.createMany({ data: kinds.map((kind) => ({ organizationId, ...kind })) });
  const memberId = await firstAdmin(tx, organizationId, personId, input);
  const caretakerId = await caretaker(tx, organizationId, input.now);
  await tx.organization.update({
    where: { id: organizationId },
    data: { custodianId: memberId, billingContactId: memberId },
  });
  record({
    action: 'organization.created',
    object: 'organization',
    objectId: organizationId,
    after: { name: input.name, slug: input.slug, custodianId: memberId, billingContactId: memberId, caretakerId },
  });
  record({
    action: 'member.joined',
    object: 'member',
    objectId: memberId,
    after: { status: 'active', role: 'admin', relationship: 'employee' },
    personal: [{ of: memberId, values: { name: input.admin.name, email: normalizeEmail(input.admin.email) } }],
  });
  return { organizationId, memberId, personId, caretakerId };
}

async function firstAdmin(
  tx: Transaction,
  organizationId: string,
  personId: string,
  { admin, now }: Omit<NewOrganization, 'id'>,
): Promise<string> {
  const member = await tx.member.create({
    data: {
      ...(admin.memberId === undefined ? {} : { id: admin.memberId }),
      organizationId,
      personId,
      status: 'active',
      role: 'admin',
      name: admin.name,
      email: normalizeEmail(admin.email),
      timeZone: admin.timeZone ?? 'UTC',
      createdAt: now,
      joinedAt: now,
    },
    select: { id: true },
  });
  return member.id;
}

async function caretaker(tx: Transaction, organizationId: string, now: Date): Promise<string> {
  const member = await tx.member.create({
    data: {
      organizationId,
      kind: 'service_account',
      caretaker: true,
      status: 'active',
      role: 'member',
      name: 'Caretaker',
      purpose: 'Runs a leaver’s automation from the suspension until the hand-over, with the connections that it used.',
      createdAt: now,
      joinedAt: now,
    },
    select: { id: true },
  });
  return member.id;
}
