import { describe, expect, test } from '@jest/globals';
import { decide } from '../../rules/access/decide.ts';
import type { AccessFacts, Action } from '../../rules/access/types.ts';
import { expectTruth } from '../support/truth.ts';
import { accessFacts, automationFacts, caretaker, memberFacts, organization, unrelated } from './facts.ts';
import { accessTable } from './table.ts';

const NOW = 1_000;
const because = (facts: AccessFacts, action: Action) => decide(facts, action, NOW).because;

test('role × kind × action × relation is what test/truth/access.txt says', () => {
  expectTruth('access.txt', accessTable());
});

describe('the reason for an answer', () => {
  test('is the relation that gives most, the nearest first', () => {
    const relation = {
      ...unrelated,
      ownerTeam: { teamId: 'data', role: 'member' as const },
      share: 'edit' as const,
      teamShares: [{ teamId: 'ops', level: 'manage' as const }],
    };
    expect(because(accessFacts({ relation }), 'edit')).toEqual([{ fact: 'share', level: 'manage', teamId: 'ops' }]);
    expect(because(accessFacts({ relation: { ...relation, owner: true } }), 'edit')).toEqual([{ fact: 'owner' }]);
    expect(because(accessFacts({ relation: { ...relation, teamShares: [] } }), 'edit')).toEqual([
      { fact: 'owner-team', teamId: 'data', role: 'member' },
    ]);
  });

  test('of a refusal says what is there and what is needed', () => {
    const facts = accessFacts({ relation: { ...unrelated, share: 'view' } });
    expect(because(facts, 'edit')).toEqual([{ fact: 'access', needs: 'edit', has: 'view' }]);
    expect(because(accessFacts(), 'view')).toEqual([{ fact: 'access', needs: 'view', has: null }]);
  });

  test('names everything that forbids, not just the first', () => {
    const facts = accessFacts({
      organization: { ...organization, status: 'suspended' },
      member: memberFacts({ role: 'viewer', status: 'suspended', scopes: ['read'] }),
      relation: { ...unrelated, owner: true },
    });
    expect(because(facts, 'reveal')).toEqual([
      { fact: 'organization-status', status: 'suspended' },
      { fact: 'member-status', status: 'suspended' },
      { fact: 'not-applicable', kind: 'pipeline' },
      { fact: 'ceiling', role: 'viewer', needs: 'member' },
      { fact: 'scope', needs: 'write' },
    ]);
  });
});

describe('an archived resource', () => {
  const facts = accessFacts({
    resource: { organizationId: organization.id, id: 'nightly', kind: 'pipeline', archived: true },
    relation: { ...unrelated, owner: true },
  });
  test('may be seen, and nothing else', () => {
    expect(decide(facts, 'view', NOW).allowed).toBe(true);
    expect(because(facts, 'edit')).toEqual([{ fact: 'archived' }]);
  });
});

describe('an automation', () => {
  const leaver = memberFacts({ status: 'suspended' });
  const caretaking = { caretaker, until: NOW + 1 };
  const run = (automation: Partial<ReturnType<typeof automationFacts>>) =>
    decide(accessFacts({ member: null, automation: automationFacts({ isObject: true, ...automation }) }), 'run', NOW);

  test('that runs as an active member is judged as that member', () => {
    expect(run({})).toEqual({ allowed: true, because: [{ fact: 'runs-as' }], as: 'ben', caretaker: false });
  });

  test('of a suspended member goes on as the caretaker, who says for whom and until when', () => {
    expect(run({ runsAs: leaver, caretaking })).toEqual({
      allowed: true,
      because: [{ fact: 'caretaker', leaverId: 'ben', until: NOW + 1 }],
      as: 'caretaker',
      caretaker: true,
    });
  });

  test('stops at the instant at which the caretaker’s time ends', () => {
    const ended = run({ runsAs: leaver, caretaking: { caretaker, until: NOW } });
    expect(ended).toMatchObject({ allowed: false, because: [{ fact: 'caretaker-expired', until: NOW }] });
  });

  test('of a suspended member for whom nobody stands in is refused', () => {
    expect(run({ runsAs: leaver }).because).toEqual([{ fact: 'member-status', status: 'suspended' }]);
  });

  test('of an active member never runs as the caretaker, even if a row was left open', () => {
    expect(run({ caretaking })).toMatchObject({ as: 'ben', caretaker: false });
  });

  test('that runs as nobody, or is archived, is refused', () => {
    expect(run({ runsAs: null }).because).toEqual([{ fact: 'no-runs-as' }]);
    expect(run({ archived: true }).because).toEqual([{ fact: 'archived' }]);
  });
});

test('a custom role is named by what it lets someone do, and by what it lacks', () => {
  const member = memberFacts({ customRole: { id: 'auditor', permissions: ['view', 'edit'] } });
  const facts = accessFacts({ member, relation: { ...unrelated, owner: true } });
  expect(decide(facts, 'edit', NOW)).toMatchObject({
    allowed: true,
    because: [{ fact: 'owner' }, { fact: 'custom-role', customRoleId: 'auditor', permission: 'edit', has: true }],
  });
  expect(because(facts, 'share')).toEqual([
    { fact: 'custom-role', customRoleId: 'auditor', permission: 'share', has: false },
  ]);
});

test('an API key of the holder’s own is limited to its scopes: reading is not writing', () => {
  const facts = accessFacts({ member: memberFacts({ scopes: ['read'] }), relation: { ...unrelated, owner: true } });
  expect(decide(facts, 'view', NOW).allowed).toBe(true);
  expect(because(facts, 'edit')).toEqual([{ fact: 'scope', needs: 'write' }]);
});
