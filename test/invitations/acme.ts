// A small organization to invite people into, made by the product's own commands where there are any.
import { randomUUID } from 'node:crypto';
import { inOrganization } from '../../prisma/client.ts';
import { createOrganization } from '../../prisma/commands/organizations/create.ts';
import { ensurePerson } from '../../prisma/commands/persons/person-of.ts';
import { draftInvitation, type DraftInvitationInput } from '../../prisma/commands/invitations/draft.ts';
import { writeNote } from '../../prisma/commands/notes/write.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { Actor } from '../../rules/audit/entry.ts';
import { type TestData, testData } from '../support/organization.ts';

export type MemberActor = Actor & { by: 'member' };

export interface Acme extends TestData {
  organization: string;
  /** the first admin: billing contact and custodian */
  admin: string;
  other(): Promise<{ organization: string; admin: string }>;
  member(data: Partial<Prisma.MemberUncheckedCreateInput> & { name: string }): Promise<string>;
  policy(invitations: object): Promise<void>;
  note(authorId: string, text: string): Promise<string>;
  draft(input?: Partial<DraftInvitationInput> & { by?: string }): Promise<string>;
}

/** A database of its own with the organization in it. */
export const acme = async (): Promise<Acme> => acmeIn(await testData(), 'acme');

/** The organization `slug`: `{slug}.example` is claimed and proved, `partner.example` is for guests, `rival.example` is blocked. */
export async function acmeIn(data: TestData, slug: string): Promise<Acme> {
  const { db, secrets } = data;
  const found = async (name: string) => {
    const setUp: Actor = { by: 'system', reason: 'test' };
    const admin = { name: `Anna of ${name}`, email: `anna@${name}.example` };
    const organization = { name, slug: name, admin, now: new Date() };
    const { organizationId, memberId } = await createOrganization(db, secrets, setUp, organization);
    return { organization: organizationId, admin: memberId };
  };
  const { organization, admin } = await found(slug);
  await inOrganization(db, organization, async (tx) => {
    const provedAt = new Date();
    await tx.emailDomain.createMany({
      data: [
        { organizationId: organization, name: `${slug}.example`, rule: 'claimed', provedAt },
        { organizationId: organization, name: 'partner.example', rule: 'guest' },
        { organizationId: organization, name: 'rival.example', rule: 'blocked' },
      ],
    });
  });
  return {
    ...data,
    organization,
    admin,
    other: () => found(`other-${randomUUID().slice(0, 8)}`),
    member: async (data) => {
      const email = data.email === undefined ? `${randomUUID()}@${slug}.example` : data.email;
      const personId = data.personId ?? (await ensurePerson(db, email ?? '', new Date()));
      const { id } = await inOrganization(db, organization, (tx) =>
        tx.member.create({
          data: { organizationId: organization, status: 'active', email, personId, joinedAt: new Date(), ...data },
          select: { id: true },
        }),
      );
      return id;
    },
    policy: async (invitations) => {
      await inOrganization(db, organization, (tx) =>
        tx.organization.update({ where: { id: organization }, data: { policy: { invitations } } }),
      );
    },
    note: async (authorId, text) => {
      const id = randomUUID();
      await writeNote(db, organization, { id, authorId, text, now: new Date() });
      return id;
    },
    draft: async ({ by, ...input } = {}) => {
      const actor: MemberActor = { by: 'member', memberId: by ?? admin, through: 'session' };
      const terms = { role: 'viewer', relationship: 'employee', teamIds: [] } as const;
      const draft = { invitationId: randomUUID(), email: `nina@${slug}.example`, now: new Date(), ...terms, ...input };
      return (await draftInvitation(db, organization, actor, draft)).invitationId;
    },
  };
}

/** A guest of a partner: approved first. */
export const guest = (sponsorId: string): Partial<DraftInvitationInput> => ({
  email: 'gus@partner.example',
  relationship: 'guest',
  sponsorId,
  reason: 'to review the ledger',
  endsAt: new Date('2400-01-01T00:00:00Z'), // after every clock that a test moves
});
