import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actionRules, actions, roleReaches } from '../../rules/access/actions.ts';
import { permissions } from '../../rules/access/custom-roles.ts';
import { decide } from '../../rules/access/decide.ts';
import { explain } from '../../rules/access/explain.ts';
import type {
  AccessFacts,
  AutomationFacts,
  Level,
  MemberFacts,
  MemberStatus,
  Reason,
  RelationFacts,
} from '../../rules/access/types.ts';

const NOW = 1_000;
const HERE = 'here';
const levels: readonly Level[] = ['view', 'use', 'edit', 'manage'];
const or = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const organizationId = fc.oneof(
  { weight: 9, arbitrary: fc.constant(HERE) },
  { weight: 1, arbitrary: fc.constant('elsewhere') },
);

const member: fc.Arbitrary<MemberFacts> = fc
  .record({
    organizationId,
    id: or('ben', 'cleo'),
    kind: or('person', 'service_account'),
    role: or('viewer', 'member', 'admin'),
    status: fc.oneof(
      { weight: 3, arbitrary: or('active' as const) },
      { weight: 2, arbitrary: or('invited', 'suspended', 'deactivated', 'removed') },
    ),
    scopes: fc.option(fc.subarray(['check', 'read', 'write']), { nil: undefined }),
    customRole: fc.option(
      fc.record({ id: or('auditor', 'operator'), permissions: fc.subarray([...permissions], { minLength: 6 }) }),
      { freq: 2 },
    ),
  })
  .map(({ scopes, ...rest }) => (scopes === undefined ? rest : { ...rest, scopes })) as fc.Arbitrary<MemberFacts>;

const team = fc.option(fc.record({ teamId: or('data', 'ops'), role: or('maintainer', 'member') }));
const relation = fc.record({
  owner: fc.boolean(),
  ownerTeam: team,
  team,
  share: fc.option(or(...levels)),
  teamShares: fc.array(fc.record({ teamId: or('data', 'ops'), level: or(...levels) }), { maxLength: 3 }),
}) as fc.Arbitrary<RelationFacts>;

const automation = fc.record({
  resourceId: or('nightly'),
  archived: fc.boolean(),
  runsAs: fc.option(member),
  caretaking: fc.option(fc.record({ caretaker: member, until: fc.integer({ min: NOW - 1, max: NOW + 1 }) })),
  isObject: fc.boolean(),
  isTarget: fc.boolean(),
  usesObject: fc.boolean(),
}) as fc.Arbitrary<AutomationFacts>;

const facts = fc
  .record({
    organization: fc.record({
      id: fc.constant(HERE),
      status: fc.oneof({ weight: 9, arbitrary: or('active') }, { weight: 1, arbitrary: or('suspended') }),
    }),
    member: fc.option(member, { freq: 20 }),
    resource: fc.option(
      fc.record({
        organizationId,
        id: or('nightly', 'warehouse'),
        kind: or('pipeline', 'connection', 'schedule', 'service'),
        archived: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      }),
      { freq: 20 },
    ),
    relation,
    automation: fc.option(automation, { nil: undefined }),
  })
  .map(({ automation: a, ...rest }) =>
    a === undefined ? rest : { ...rest, automation: a },
  ) as fc.Arbitrary<AccessFacts>;

const action = or(...actions);
/** Which of the generated questions were allowed at all: a property about allowed ones says nothing when there are none. */
function atLeastSome(allowed: number) {
  expect(allowed).toBeGreaterThan(100);
}

test('nothing that is allowed exceeds the ceiling of whom it is allowed to, nor of the leaver for whom a caretaker stands in', () => {
  let allowed = 0;
  fc.assert(
    fc.property(facts, action, (given, asked) => {
      const decision = decide(given, asked, NOW);
      if (!decision.allowed) return;
      allowed++;
      const acting = given.automation === undefined ? given.member : given.automation.runsAs;
      expect(acting !== null && roleReaches(acting.role, actionRules[asked].ceiling)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  atLeastSome(allowed);
});

test('nothing that is allowed goes beyond the custom role of whom it is allowed to, nor of the leaver for whom a caretaker stands in', () => {
  let narrowed = 0;
  fc.assert(
    fc.property(facts, action, (given, asked) => {
      const acting = given.automation === undefined ? given.member : given.automation.runsAs;
      const customRole = acting?.customRole ?? null;
      if (customRole === null || !decide(given, asked, NOW).allowed) return;
      narrowed++;
      expect(customRole.permissions).toContain(asked);
    }),
    { numRuns: 12_000 },
  );
  atLeastSome(narrowed);
});

test('a custom role never gives more than the org role alone', () => {
  let narrowed = 0;
  fc.assert(
    fc.property(facts, action, (given, asked) => {
      if (given.member === null || given.member.customRole === null || !decide(given, asked, NOW).allowed) return;
      narrowed++;
      const plain = { ...given, member: { ...given.member, customRole: null } };
      expect(decide(plain, asked, NOW).allowed).toBe(true);
    }),
    { numRuns: 12_000 },
  );
  atLeastSome(narrowed);
});

/** Every way to take one fact that gives something away, or a part of it. */
function lessOf(given: AccessFacts): AccessFacts[] {
  const { relation: r, automation: a } = given;
  const withRelation = (change: Partial<RelationFacts>) => ({ ...given, relation: { ...r, ...change } });
  const lower = (level: Level): Level | null => levels[levels.indexOf(level) - 1] ?? null;
  const demoted = (t: RelationFacts['team']) => (t === null ? null : { ...t, role: 'member' as const });
  const less: AccessFacts[] = [
    withRelation({ owner: false }),
    withRelation({ ownerTeam: null }),
    withRelation({ ownerTeam: demoted(r.ownerTeam) }),
    withRelation({ team: null }),
    withRelation({ team: demoted(r.team) }),
    withRelation({ share: r.share === null ? null : lower(r.share) }),
    ...r.teamShares.map((_, i) => withRelation({ teamShares: r.teamShares.toSpliced(i, 1) })),
    { ...given, resource: null },
    { ...given, ...(a === undefined ? { member: null } : {}) },
  ];
  for (const permission of given.member?.customRole?.permissions ?? []) {
    const customRole = given.member?.customRole;
    if (given.member === null || !customRole) continue;
    const fewer = customRole.permissions.filter((one) => one !== permission);
    less.push({ ...given, member: { ...given.member, customRole: { ...customRole, permissions: fewer } } });
  }
  for (const scope of given.member?.scopes ?? []) {
    if (given.member === null) continue;
    less.push({
      ...given,
      member: { ...given.member, scopes: (given.member.scopes ?? []).filter((s) => s !== scope) },
    });
  }
  if (a === undefined) return less;
  const withAutomation = (change: Partial<AutomationFacts>) => ({ ...given, automation: { ...a, ...change } });
  return [
    ...less,
    withAutomation({ caretaking: null }),
    withAutomation({ caretaking: a.caretaking === null ? null : { ...a.caretaking, until: NOW } }),
    withAutomation({ runsAs: null }),
    withAutomation({ isObject: false }),
    withAutomation({ isTarget: false }),
    withAutomation({ usesObject: false }),
  ];
}

test('taking any fact away never widens access', () => {
  let refused = 0;
  fc.assert(
    fc.property(facts, action, (given, asked) => {
      if (decide(given, asked, NOW).allowed) return;
      refused++;
      for (const less of lessOf(given)) expect(decide(less, asked, NOW).allowed).toBe(false);
    }),
    { numRuns: 3_000 },
  );
  atLeastSome(refused);
});

test('whoever is not active is refused everything, whatever they hold', () => {
  fc.assert(
    fc.property(
      facts,
      member,
      action,
      or<MemberStatus>('invited', 'suspended', 'deactivated', 'removed'),
      (given, who, asked, status) => {
        const { automation: _, ...byHand } = given;
        expect(decide({ ...byHand, member: { ...who, status } }, asked, NOW).allowed).toBe(false);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('whoever belongs to another organization, and whatever does, is refused everything', () => {
  fc.assert(
    fc.property(facts, member, action, (given, who, asked) => {
      const { automation: _, ...byHand } = given;
      const stranger = { ...who, organizationId: 'elsewhere' };
      expect(decide({ ...byHand, member: stranger }, asked, NOW).allowed).toBe(false);
      if (given.resource === null) return;
      expect(
        decide({ ...given, resource: { ...given.resource, organizationId: 'elsewhere' } }, asked, NOW).allowed,
      ).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

test('in a suspended organization everything is refused', () => {
  fc.assert(
    fc.property(facts, action, (given, asked) => {
      const organization = { ...given.organization, status: 'suspended' as const };
      expect(decide({ ...given, organization }, asked, NOW).allowed).toBe(false);
    }),
  );
});

test('a caretaker is allowed nothing but to run the automation and to use its connections', () => {
  let allowed = 0;
  const standing = fc.record({ given: facts, a: automation, leaver: member, caretaker: member, asked: action });
  fc.assert(
    fc.property(standing, ({ given, a, leaver, caretaker, asked }) => {
      const caretaken: AutomationFacts = {
        ...a,
        archived: false,
        runsAs: { ...leaver, status: 'suspended' },
        caretaking: { caretaker: { ...caretaker, organizationId: HERE, status: 'active' }, until: NOW + 1 },
      };
      const decision = decide({ ...given, automation: caretaken }, asked, NOW);
      if (!decision.allowed) return;
      allowed++;
      expect(decision).toMatchObject({ as: caretaker.id, caretaker: true });
      expect(asked === 'run' ? a.isObject || a.isTarget : asked === 'use' && a.usesObject).toBe(true);
    }),
    { numRuns: 12_000 },
  );
  atLeastSome(allowed);
});

test('every answer has a reason, and can be said in one sentence', () => {
  fc.assert(
    fc.property(facts, action, (given, asked) => {
      const decision = decide(given, asked, NOW);
      expect(decision.because.length).toBeGreaterThan(0);
      expect(explain(decision, asked)).toMatch(decision.allowed ? /^Allowed as .+\.$/ : /^Refused.* because .+\.$/);
    }),
  );
});

/** What a reason says by itself, whoever reads it. */
function permits(reason: Reason): boolean {
  if (reason.fact === 'custom-role') return reason.has;
  return ['owner', 'owner-team', 'team', 'share', 'administration', 'runs-as', 'caretaker'].includes(reason.fact);
}

test('the facts of an explanation alone give the decision: all of an allowed one permit, none of a refused one does', () => {
  fc.assert(
    fc.property(facts, action, (given, asked) => {
      const { allowed, because } = decide(given, asked, NOW);
      expect(because.map(permits)).toEqual(because.map(() => allowed));
    }),
    { numRuns: 3_000 },
  );
});
