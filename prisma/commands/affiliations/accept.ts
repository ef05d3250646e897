import type { Actor, Change } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { type AffiliationSide, opposite } from '../../../rules/organizations/affiliation.ts';
import { changing, inOther } from '../../change.ts';
import { type Database, inOrganization, type Transaction } from '../../client.ts';
import { naming } from '../../failures.ts';
import { once } from '../../receipt.ts';
import { type AffiliationCode, readAffiliationCode } from '../../secrets/affiliation-code.ts';

interface Given {
  code: string;
  now: Date;
}
/** What whoever holds a code is told before they agree: its organization's name, and what that would be to theirs. */
export interface OfferedAffiliation {
  otherName: string;
  other: AffiliationSide;
}

/** @throws Failure affiliation-code-invalid; invalid-request for a code of the same organization */
export async function previewAffiliation(
  db: Database,
  organizationId: string,
  { code, now }: Given,
): Promise<OfferedAffiliation> {
  const offer = offerOf(organizationId, code);
  const { other, name } = await naming(
    inOrganization(db, offer.organization, async (tx) => ({
      ...(await openOffer(tx, offer, now)),
      name: await nameOf(tx, offer.organization),
    })),
  );
  return { otherName: name, other: opposite(other) };
}

/**
 * Agrees to what the code offers, in one transaction: from its commit both organizations have their row, and both audits say so. The same code again, by the same organization,
 * changes nothing.
 * @throws Failure affiliation-code-invalid, already-affiliated; invalid-request for a code of the same organization
 */
export function acceptAffiliation(
  db: Database,
  organizationId: string,
  actor: Actor,
  { code, now }: Given,
): Promise<{ affiliationId: string }> {
  const offer = offerOf(organizationId, code);
  const { organization, id, hash } = offer;
  const digest = Buffer.from(hash).toString('hex'); // so that what only begins like the code is no repetition of it
  return changing(db, organizationId, actor, (tx, record) =>
    once(tx, organizationId, `affiliation/${id}/accept/${digest}`, async () => {
      const name = await nameOf(tx, organizationId);
      const across = { from: organizationId, organization, reason: 'affiliation' };
      const theirs = await inOther(db, tx, across, async (recordThere) => {
        const { other } = await openOffer(tx, offer, now);
        await tx.affiliation.update({
          where: { organizationId_id: { organizationId: organization, id } },
          data: { ...agreedWith({ organizationId, name }, now), codeHash: null, expiresAt: null },
          select: { id: true },
        });
        recordThere(agreed(id, { other, organizationId, name }));
        return { other, name: await nameOf(tx, organization) };
      });
      const other = opposite(theirs.other);
      const mine = { organizationId, id, other, createdAt: now };
      await tx.affiliation.create({
        data: { ...mine, ...agreedWith({ organizationId: organization, name: theirs.name }, now) },
        select: { id: true },
      });
      record(agreed(id, { other, organizationId: organization, name: theirs.name }));
      return { affiliationId: id };
    }),
  );
}

interface Other {
  organizationId: string;
  name: string;
}

const agreedWith = ({ organizationId, name }: Other, agreedAt: Date) =>
  ({ status: 'agreed', agreedAt, otherOrganizationId: organizationId, otherName: name }) as const;

const agreed = (objectId: string, { other, organizationId, name }: Other & { other: AffiliationSide }): Change => ({
  action: 'affiliation.agreed',
  object: 'affiliation',
  objectId,
  after: { other, organizationId, name },
});

function offerOf(organizationId: string, code: string): AffiliationCode {
  const offer = readAffiliationCode(code);
  if (offer === undefined) throw new Failure('affiliation-code-invalid', {});
  if (offer.organization === organizationId)
    throw new Failure('invalid-request', { field: 'code', expected: 'a code of another organization' });
  return offer;
}

/**
 * Locked until the transaction's end. Good while it is open, its organization is active, whoever offered it is still an admin, and no other parent was found: of none of which anybody
 * outside hears.
 */
async function openOffer(
  tx: Transaction,
  { organization, id, hash }: AffiliationCode,
  now: Date,
): Promise<{ other: AffiliationSide }> {
  const [offer] = await tx.$queryRaw<{ other: AffiliationSide }[]>`
    SELECT a.other::text FROM affiliations a JOIN members m ON m.organization_id = a.organization_id AND m.id = a.offered_by_id
      JOIN organizations o ON o.id = a.organization_id AND o.status = 'active'
    WHERE a.organization_id = ${organization}::uuid AND a.id = ${id}::uuid AND a.status = 'offered' AND a.code_hash = ${hash} AND a.expires_at > ${now}::timestamptz
      AND m.status = 'active' AND m.role = 'admin'
      AND NOT (a.other = 'parent' AND EXISTS (SELECT FROM affiliations p WHERE p.organization_id = a.organization_id AND p.other = 'parent' AND p.status = 'agreed'))
    FOR NO KEY UPDATE OF a`;
  if (offer === undefined) throw new Failure('affiliation-code-invalid', {});
  return offer;
}

async function nameOf(tx: Transaction, id: string): Promise<string> {
  return (await tx.organization.findUniqueOrThrow({ where: { id }, select: { name: true } })).name;
}
