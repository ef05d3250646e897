import { z } from 'zod';
import { Instant, OrganizationParams, pageOf } from '../schemas.ts';

/** As mails have it: an international one in its ASCII form (RFC 5890), so that no two look alike. */
export const EmailDomainName = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/)
  .meta({ description: 'lower case; an international one in its ASCII form, xn--…', examples: ['partner.example'] });
const RuleByHand = z
  .enum(['guest', 'blocked'])
  .meta({ description: 'guest: approval first; blocked: refused, with all below it' });

export const EmailDomain = z
  .object({
    name: z.string(),
    rule: z.enum(['claimed', 'guest', 'blocked']),
    provedAt: Instant.nullable().meta({ description: 'when a claim was proved last' }),
  })
  .meta({ id: 'EmailDomain' });
export const EmailDomainPage = pageOf(EmailDomain).meta({ id: 'EmailDomainPage' });
export const AddEmailDomain = z
  .strictObject({ name: EmailDomainName, rule: RuleByHand })
  .meta({ id: 'AddEmailDomain' });
export const ChangeEmailDomainRule = z.strictObject({ rule: RuleByHand }).meta({ id: 'ChangeEmailDomainRule' });
export const EmailDomainParams = OrganizationParams.extend({ emailDomain: EmailDomainName });
