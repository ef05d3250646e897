import type { Actor } from '../../../rules/audit/entry.ts';
import { Failure } from '../../../rules/failures.ts';
import { changing } from '../../change.ts';
import type { Database, Transaction } from '../../client.ts';
import type { EmailDomainRule } from '../../generated/enums.ts';

/** A claim needs a proof: it is not set by hand. */
export type RuleByHand = Exclude<EmailDomainRule, 'claimed'>;
interface Input {
  /** lower case, ASCII */
  name: string;
  rule: RuleByHand;
}

/** @throws Failure name-taken */
export function addEmailDomain(db: Database, organization: string, actor: Actor, input: Input): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const { count } = await tx.emailDomain.createMany({
      data: [{ organizationId: organization, ...input }],
      skipDuplicates: true,
    });
    if (count === 0) throw new Failure('name-taken', { name: 'email-domain' });
    record({ action: 'email-domain.added', object: 'email-domain', after: { ...input } });
  });
}

/** Of a claimed one: the claim ends with it. @throws Failure not-found */
export function changeEmailDomainRule(db: Database, organization: string, actor: Actor, input: Input): Promise<void> {
  const { name, rule } = input;
  return changing(db, organization, actor, async (tx, record) => {
    const before = await lockedRule(tx, organization, name);
    if (before === rule) return;
    await tx.emailDomain.update({ where: whereOf(organization, name), data: { rule, provedAt: null } });
    record({
      action: 'email-domain.rule-changed',
      object: 'email-domain',
      before: { name, rule: before },
      after: { name, rule },
    });
  });
}

/** From then on it is unlisted. @throws Failure not-found */
export function removeEmailDomain(
  db: Database,
  organization: string,
  actor: Actor,
  { name }: { name: string },
): Promise<void> {
  return changing(db, organization, actor, async (tx, record) => {
    const rule = await lockedRule(tx, organization, name);
    await tx.emailDomain.delete({ where: whereOf(organization, name) });
    record({ action: 'email-domain.removed', object: 'email-domain', before: { name, rule } });
  });
}

async function lockedRule(tx: Transaction, organization: string, name: string): Promise<EmailDomainRule> {
  const [found] = await tx.$queryRaw<{ rule: EmailDomainRule }[]>`
    SELECT rule::text FROM email_domains WHERE organization_id = ${organization}::uuid AND name = ${name} FOR UPDATE`;
  if (found === undefined) throw new Failure('not-found', { object: 'email domain' });
  return found.rule;
}

const whereOf = (organizationId: string, name: string) => ({ organizationId_name: { organizationId, name } });
