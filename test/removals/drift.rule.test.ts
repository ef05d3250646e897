import { expect, test } from '@jest/globals';
import { type Agreed, judgeDrift, likenessOf } from '../../rules/removals/drift.ts';
import type { ItemKind, PlanItem } from '../../rules/removals/items.ts';

const agreed = (items: number, more: Partial<Agreed> = {}): Agreed => ({
  items,
  driftPercent: 10,
  likenesses: new Set([likenessOf({ kind: 'resource-owner', risk: 'amber', successorRule: 'team' })]),
  ...more,
});

const item = (key: string, more: Partial<PlanItem> = {}): { item: PlanItem } => ({
  item: {
    key,
    kind: 'resource-owner',
    step: 'transfer',
    action: 'transfer',
    objectId: key,
    risk: 'amber',
    facts: {},
    successorRule: 'team',
    ...more,
  } as PlanItem,
});

const verdict = (of: Agreed, found: Parameters<typeof judgeDrift>[1]) =>
  [...judgeDrift(of, found).values()].map(({ verdict }) => verdict);
const because = (of: Agreed, found: Parameters<typeof judgeDrift>[1]) =>
  [...judgeDrift(of, found).values()].map((judged) => judged.because);

test('the like of what was planned may be accepted by policy', () => {
  expect(verdict(agreed(10), [item('a')])).toEqual(['by-policy']);
});

test('more than the policy’s share of the plan waits for a person, all of it', () => {
  expect(verdict(agreed(19), [item('a'), item('b')])).toEqual(['waits', 'waits']);
  expect(verdict(agreed(20), [item('a'), item('b')])).toEqual(['by-policy', 'by-policy']);
});

test.each([
  ['a kind that the plan had none of', item('a', { kind: 'sponsored-guest' })],
  ['another risk', item('a', { risk: 'red' })],
  ['another rule for the successor', item('a', { successorRule: 'custodian' })],
  ['a successor who had to change by another rule', { ...item('a'), changedRule: 'manager' as const }],
])('%s waits for a person', (_, found) => {
  expect(verdict(agreed(1000), [found])).toEqual(['waits']);
});

test.each<[ItemKind, PlanItem['facts']]>([
  ['api-key', {}],
  ['service-account-key', {}],
  ['connection-secret', {}],
  ['grant', {}],
  ['custodian', {}],
  ['billing-contact', {}],
  ['share', { level: 'manage' }],
  ['team-membership', { role: 'maintainer' }],
])('a secret or an admin right waits for a person, even where the plan had its like: %s', (kind, facts) => {
  const found = item('a', { kind, facts, risk: 'none' });
  const likenesses = new Set([likenessOf({ kind, risk: 'none', successorRule: 'team' })]);
  expect(verdict(agreed(1000, { likenesses }), [found])).toEqual(['waits']);
});

test('sessions and bookmarks come and go: they wait for nobody and count for nothing', () => {
  const many = Array.from({ length: 50 }, (_, index) => item(`s${index}`, { kind: 'session', risk: 'none' }));
  expect(new Set(verdict(agreed(10), [...many, item('a')]))).toEqual(new Set(['by-policy']));
});

test('who looks at it is told why: the weightiest reason', () => {
  const alike = item('a');
  expect(because(agreed(1000), [alike])).toEqual([null]);
  expect(because(agreed(1), [alike])).toEqual(['too-many']);
  expect(because(agreed(1000), [item('a', { risk: 'red' })])).toEqual(['unlike']);
  expect(because(agreed(1000), [{ ...alike, changedRule: 'manager' }])).toEqual(['successor-changed']);
  expect(because(agreed(1), [item('a', { kind: 'sponsored-guest' })])).toEqual(['new-kind']);
  expect(because(agreed(1), [item('a', { kind: 'share', facts: { level: 'manage' } })])).toEqual(['admin-right']);
  expect(because(agreed(1), [item('a', { kind: 'api-key' })])).toEqual(['secret']);
});
