import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../rules/canonical-json.ts';
import { type ItemKind, itemKinds, keyOf } from '../../rules/removals/items.ts';
import {
  hashedText,
  isMissingSuccessor,
  needsSuccessor,
  type PlanFact,
  planner,
  planOf,
} from '../../rules/removals/plan.ts';
import { explanations } from '../../rules/removals/succession.ts';
import { everything, type Ground, ineligible } from '../../rules/removals/successor.ts';
import { grounds, holdings, person } from './grounds.ts';

const resource = (kind: ItemKind, objectId: string, more: Partial<PlanFact> = {}): PlanFact => ({
  kind,
  objectId,
  resourceId: objectId,
  resourceKind: 'pipeline',
  facts: { archived: false, everySeconds: null, schedules: 0 },
  ...more,
});

const ground = (more: Partial<Ground> = {}): Ground => ({
  leaverId: 'leaver',
  candidates: new Map([
    person('leaver', { leaving: true }),
    person('mia'),
    person('dora'),
    person('dan'),
    person('cara'),
    person('vera', { role: 'viewer' }),
    person('bot', { kind: 'service_account' }),
  ]),
  maintainers: new Map([['data', ['dora', 'dan']]]),
  managers: new Map([['leaver', 'mia']]),
  custodianId: 'cara',
  choices: [],
  declined: new Map(),
  ...more,
});

const successorOf = (of: Ground, fact: PlanFact) => {
  const [item] = planOf(of, [fact]);
  return item === undefined ? undefined : [item.successorId, item.successorRule];
};

describe('whatever the organization', () => {
  test('nobody who is leaving, inactive, or not allowed to hold it becomes a successor', () => {
    fc.assert(
      fc.property(grounds, holdings, (of, facts) => {
        const byKey = new Map(facts.map((fact) => [keyOf(fact.kind, fact.objectId), fact]));
        for (const { key, successorId } of planOf(of, facts)) {
          const fact = byKey.get(key);
          if (successorId !== undefined && fact !== undefined)
            expect(ineligible(of.candidates.get(successorId), fact)).toBeNull();
        }
      }),
    );
  });

  test('every thing held has one item with an outcome: it ends, it goes to someone, it needs no one, or it is red and stops the start', () => {
    fc.assert(
      fc.property(grounds, holdings, (of, facts) => {
        const items = planOf(of, facts);
        expect(items.map(({ key }) => key).sort()).toEqual(
          facts.map(({ kind, objectId }) => keyOf(kind, objectId)).sort(),
        );
        for (const item of items) {
          const ends = item.action === 'end' || item.action === 'revoke';
          expect([
            ends,
            item.successorId !== undefined,
            !ends && !needsSuccessor(item),
            isMissingSuccessor(item) && item.risk === 'red',
          ]).toContain(true);
        }
      }),
    );
  });

  test('the same facts in any order, and page by page, give the same plan and the same text to hash', () => {
    fc.assert(
      fc.property(grounds, holdings, fc.infiniteStream(fc.nat()), (of, facts, random) => {
        const shuffled = facts
          .map((fact) => ({ fact, at: random.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ fact }) => fact);
        const plan = planOf(of, facts);
        expect(planOf(of, shuffled)).toEqual(plan);
        const inOrder = [...facts].sort((a, b) => (keyOf(a.kind, a.objectId) < keyOf(b.kind, b.objectId) ? -1 : 1));
        const paged = inOrder.map(planner(of));
        const texts = (items: typeof plan) => items.map((item) => hashedText(item) ?? '').sort();
        expect(texts(paged)).toEqual(texts(plan));
      }),
    );
  });

  test('the text that is hashed is canonical JSON of what the admin agreed to', () => {
    fc.assert(
      fc.property(grounds, holdings, (of, facts) => {
        for (const item of planOf(of, facts)) {
          const { lastUsedAt: _, ...kept } = item.facts;
          const fleeting = item.kind === 'session' || item.kind === 'bookmark';
          expect(hashedText(item)).toBe(fleeting ? undefined : canonicalJson({ ...item, facts: kept }));
        }
      }),
    );
  });

  test('whoever declined something does not receive it, unless as the last resort', () => {
    fc.assert(
      fc.property(grounds, holdings, (of, facts) => {
        for (const { kind, key, successorId, successorRule } of planOf(of, facts)) {
          const declined = of.declined.get(successorId ?? '');
          if (successorRule !== 'custodian') expect(declined?.has(everything) || declined?.has(key)).not.toBe(true);
          expect(Object.keys(itemKinds)).toContain(kind);
        }
      }),
    );
  });

  test('each choice is explained: whoever came before could not, and somebody could by the rule that chose', () => {
    fc.assert(
      fc.property(grounds, holdings, (of, facts) => {
        const explain = explanations(of);
        const byKey = new Map(facts.map((fact) => [keyOf(fact.kind, fact.objectId), fact]));
        for (const { key, action, successorId, successorRule } of planOf(of, facts)) {
          const fact = byKey.get(key);
          if (fact === undefined || action === 'revoke' || action === 'end') continue;
          const chosen =
            successorId === undefined || successorRule === undefined ? null : { successorId, rule: successorRule };
          const { passedOver, among } = explain(fact, chosen);
          for (const { memberId, because } of passedOver) {
            if (because === 'nobody') expect(memberId).toBeNull();
            else if (because !== 'declined') expect(ineligible(of.candidates.get(memberId ?? ''), fact)).toBe(because);
          }
          if (chosen !== null) expect(among).toBeGreaterThan(0);
          else expect(passedOver.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('red comes before amber, and amber before the rest', () => {
    fc.assert(
      fc.property(grounds, holdings, (of, facts) => {
        const risks = planOf(of, facts).map(({ risk }) => ['red', 'amber', 'none'].indexOf(risk));
        expect(risks).toEqual([...risks].sort((a, b) => a - b));
      }),
    );
  });

  test('planning again keeps each successor who is still eligible', () => {
    fc.assert(
      fc.property(grounds, holdings, holdings, (of, facts, later) => {
        const first = new Map(planOf(of, facts).map((item) => [item.key, item]));
        const again = planner(of, (key) => {
          const { successorId, successorRule } = first.get(key) ?? {};
          return successorId === undefined || successorRule === undefined
            ? undefined
            : { successorId, rule: successorRule };
        });
        const all = new Map([...later, ...facts].map((fact) => [keyOf(fact.kind, fact.objectId), fact]));
        for (const [key, fact] of [...all].sort(([a], [b]) => (a < b ? -1 : 1))) {
          const item = again(fact);
          const before = first.get(key);
          if (before?.successorId !== undefined && facts.includes(fact))
            expect(item.successorId).toBe(before.successorId);
        }
      }),
    );
  });
});

describe('who receives it', () => {
  const pipeline = resource('resource-owner', 'p1', { teamId: 'data' });

  test('the one named for the item comes before the one named for its kind, and that one before the one named for the rest', () => {
    const choices = [
      { resourceId: 'p1', successorId: 'mia' },
      { kind: 'pipeline', successorId: 'dan' },
      { successorId: 'cara' },
    ];
    expect(successorOf(ground({ choices }), pipeline)).toEqual(['mia', 'item']);
    expect(successorOf(ground({ choices: choices.slice(1) }), pipeline)).toEqual(['dan', 'kind']);
    expect(successorOf(ground({ choices: choices.slice(2) }), pipeline)).toEqual(['cara', 'rest']);
  });

  test('without a name: the team’s maintainer, then the manager, then the custodian', () => {
    expect(successorOf(ground({ maintainers: new Map([['data', ['dan']]]) }), pipeline)).toEqual(['dan', 'team']);
    expect(successorOf(ground(), { ...pipeline, teamId: null })).toEqual(['mia', 'manager']);
    expect(successorOf(ground({ managers: new Map() }), { ...pipeline, teamId: null })).toEqual(['cara', 'custodian']);
  });

  test('a grant’s follow-up goes to who owns its connection', () => {
    const grant: PlanFact = { kind: 'grant', objectId: 'g', ownerId: 'dora', teamId: null, facts: { usedBy: 1 } };
    expect(successorOf(ground(), grant)).toEqual(['dora', 'owner']);
  });

  test('a choice that became ineligible falls to the next rule', () => {
    expect(successorOf(ground({ choices: [{ successorId: 'vera' }] }), pipeline)?.[1]).toBe('team');
  });

  test('a service account can be what automation runs as, never an owner', () => {
    const choices = [{ successorId: 'bot' }];
    expect(successorOf(ground({ choices }), resource('resource-runs-as', 'p1'))).toEqual(['bot', 'rest']);
    expect(successorOf(ground({ choices }), resource('resource-owner', 'p1'))).toEqual(['mia', 'manager']);
  });

  test('whose own end date comes first is passed over, and so is who declined it', () => {
    const ending = new Map([...ground().candidates, person('mia', { ending: true })]);
    const owned = resource('resource-owner', 'p');
    expect(successorOf(ground({ candidates: ending }), owned)).toEqual(['cara', 'custodian']);
    expect(explanations(ground({ candidates: ending }))(owned, { successorId: 'cara', rule: 'custodian' })).toEqual({
      passedOver: [{ rule: 'manager', memberId: 'mia', because: 'ending' }],
      among: 1,
    });
    const declined = new Map([
      ['mia', new Set(['resource-owner:p'])],
      ['cara', new Set([everything])],
    ]);
    expect(successorOf(ground({ declined }), owned)).toEqual(['cara', 'custodian']);
    expect(successorOf(ground({ declined }), resource('resource-owner', 'q'))).toEqual(['mia', 'manager']);
  });

  test('of many who leave together, each with one thing, not all goes to the same maintainer', () => {
    const counts = new Map<string, number>();
    for (let leaver = 0; leaver < 200; leaver++) {
      const of = ground({ leaverId: `leaver-${leaver}` });
      const [successorId = ''] = successorOf(of, pipeline) ?? [];
      counts.set(successorId, (counts.get(successorId) ?? 0) + 1);
    }
    expect(counts.get('dora')).toBeGreaterThan(60);
    expect(counts.get('dan')).toBeGreaterThan(60);
  });

  test('a manager who leaves too is passed over for theirs, and a circle of managers ends at the custodian', () => {
    const candidates = new Map([...ground().candidates, person('mia', { leaving: true })]);
    const line = new Map([
      ['leaver', 'mia'],
      ['mia', 'dan'],
    ]);
    expect(successorOf(ground({ candidates, managers: line }), resource('resource-owner', 'p'))).toEqual([
      'dan',
      'manager',
    ]);
    const circle = new Map([
      ['leaver', 'mia'],
      ['mia', 'leaver'],
    ]);
    expect(successorOf(ground({ candidates, managers: circle }), resource('resource-owner', 'p'))).toEqual([
      'cara',
      'custodian',
    ]);
  });

  test('where the custodian leaves, whoever is named custodian is also the last resort', () => {
    const of = ground({
      custodianId: 'leaver',
      managers: new Map(),
      choices: [{ kind: 'custodian', successorId: 'dan' }],
    });
    expect(successorOf(of, resource('resource-owner', 'p'))).toEqual(['dan', 'custodian']);
    expect(successorOf(of, { kind: 'custodian', objectId: 'o', facts: {} })).toEqual(['dan', 'kind']);
  });

  test('a custodianship that nobody is named for is red, and stops the start', () => {
    const of = ground({ custodianId: 'leaver', managers: new Map() });
    const [item] = planOf(of, [{ kind: 'custodian', objectId: 'o', facts: {} }]);
    expect(item).toMatchObject({ risk: 'red' });
    expect(item !== undefined && isMissingSuccessor(item)).toBe(true);
  });

  test('nobody becomes their own sponsor or manager; where there is no one else, a person has no manager', () => {
    const of = ground({ managers: new Map(), custodianId: 'cara' });
    const [item] = planOf(of, [{ kind: 'managed-member', objectId: 'cara', excluded: ['cara'], facts: {} }]);
    expect(item?.successorId).toBeUndefined();
    expect(item?.risk).toBe('none');
  });

  test('maintainers of a team get equally many, and owner and runs-as of one resource go to the same one', () => {
    const facts = Array.from({ length: 20 }, (_, index) => `p${index}`).flatMap((id) => [
      resource('resource-owner', id, { teamId: 'data' }),
      resource('resource-runs-as', id, { teamId: 'data' }),
    ]);
    const items = planOf(ground(), facts);
    const holders = new Map(
      items.filter(({ kind }) => kind === 'resource-owner').map((item) => [item.objectId, item.successorId]),
    );
    expect([...holders.values()].filter((id) => id === 'dora')).toHaveLength(10);
    for (const { kind, objectId, successorId } of items)
      if (kind === 'resource-runs-as') expect(successorId).toBe(holders.get(objectId));
  });
});

test('the use of a key and the tick of a schedule change nothing of what the admin agreed to; the successor does', () => {
  const key: PlanFact = { kind: 'api-key', objectId: 'k', facts: { inUse: true, lastUsedAt: null } };
  const text = (fact: PlanFact, of = ground()) => planOf(of, [fact]).map(hashedText);
  expect(text({ ...key, facts: { inUse: true, lastUsedAt: '2026-11-24T12:00:00.000Z' } })).toEqual(text(key));
  const pipeline = resource('resource-owner', 'p');
  expect(text(pipeline, ground({ choices: [{ successorId: 'dan' }] }))).not.toEqual(text(pipeline));
});
