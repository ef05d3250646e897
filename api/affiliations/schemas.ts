import { z } from 'zod';
import { affiliationCodeDays } from '../../rules/organizations/affiliation.ts';
import { Id, Instant, May, pageOf, secret } from '../schemas.ts';

const Side = z
  .enum(['parent', 'subsidiary'])
  .meta({ id: 'AffiliationSide', description: 'what the other organization is to this one' });
const AffiliationStatus = z.enum(['offered', 'agreed', 'ended']).meta({ id: 'AffiliationStatus' });
const Code = secret(z.string().min(1).max(200));

export const Affiliation = z
  .object({
    id: Id.meta({ description: 'the same in both organizations' }),
    other: Side,
    status: AffiliationStatus,
    organization: z
      .object({ id: Id, name: z.string().meta({ description: 'as it was called when they agreed' }) })
      .nullable()
      .meta({ description: 'the other one; null before they agreed' }),
    expiresAt: Instant.nullable().meta({ description: 'until when an offer can be agreed to' }),
    createdAt: Instant,
    agreedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    may: May(['end']),
  })
  .meta({
    id: 'Affiliation',
    description: 'That one organization is the parent of another, agreed by an admin of each',
  });
export const AffiliationPage = pageOf(Affiliation).meta({ id: 'AffiliationPage' });

export const OfferAffiliation = z.strictObject({ other: Side }).meta({ id: 'OfferAffiliation' });
export const AffiliationWithCode = Affiliation.extend({
  code: Code.meta({
    description: `shown once, for an admin of the other organization; good for one agreement within ${affiliationCodeDays} days, while whoever made it is an admin`,
  }),
}).meta({ id: 'AffiliationWithCode' });
export const AffiliationByCode = z.strictObject({ code: Code }).meta({ id: 'AffiliationByCode' });
export const OfferedAffiliation = z
  .object({ otherName: z.string(), other: Side })
  .meta({ id: 'OfferedAffiliation', description: 'What agreeing to a code would mean' });
