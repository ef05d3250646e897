import { type Database, inOrganization, type Transaction } from '../../client.ts';

/** Who a mail goes to. */
export interface Addressee {
  memberId: string;
  name: string;
  email: string;
}

const columns = { id: true, name: true, email: true } as const;
const MOST = 20;

/** Where a member's mails go; null for who can't act: not active, or without an address. */
export async function addresseeOf(db: Database, organization: string, memberId: string): Promise<Addressee | null> {
  return await inOrganization(db, organization, async (tx) => (await active(tx, organization, memberId)) ?? null);
}

/** Who is told when nobody acts: the custodian, or where it can't be them (or is `not`) the active admins. Never nobody, because an organization keeps an active admin. */
export async function fallbackAddressees(db: Database, organization: string, not: string): Promise<Addressee[]> {
  return await inOrganization(db, organization, async (tx) => {
    const { custodianId } = await tx.organization.findUniqueOrThrow({
      where: { id: organization },
      select: { custodianId: true },
    });
    const custodian =
      custodianId === null || custodianId === not ? undefined : await active(tx, organization, custodianId);
    if (custodian !== undefined) return [custodian];
    return await admins(tx, { organizationId: organization, id: { not } });
  });
}

/** Who looks after what is the organization's own, as a webhook is: the active admins. */
export async function adminAddressees(db: Database, organization: string): Promise<Addressee[]> {
  return await inOrganization(db, organization, (tx) => admins(tx, { organizationId: organization }));
}

async function admins(tx: Transaction, where: { organizationId: string; id?: { not: string } }): Promise<Addressee[]> {
  const found = await tx.member.findMany({
    where: { ...where, kind: 'person', status: 'active', role: 'admin' },
    select: columns,
    orderBy: { id: 'asc' },
    take: MOST,
  });
  return found.flatMap(addressed);
}

async function active(tx: Transaction, organizationId: string, id: string): Promise<Addressee | undefined> {
  const where = { organizationId, id, status: 'active' } as const;
  return addressed(await tx.member.findFirst({ where, select: columns }))[0];
}

function addressed(member: { id: string; name: string; email: string | null } | null): Addressee[] {
  return member?.email == null ? [] : [{ memberId: member.id, name: member.name, email: member.email }];
}
