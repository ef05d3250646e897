// Arbitrary organizations for the planner: people of all kinds, lines of managers with circles, teams, choices, and things that someone holds.
import fc from 'fast-check';
import { type ItemKind, itemKinds } from '../../rules/removals/items.ts';
import type { PlanFact } from '../../rules/removals/plan.ts';
import { type Candidate, type Choice, everything, type Ground } from '../../rules/removals/successor.ts';

const ids = Array.from(
  { length: 12 },
  (_, index) => `00000000-0000-4000-8000-0000000000${String(index).padStart(2, '0')}`,
);
const anyId = fc.constantFrom(...ids);
const [leaverId = ''] = ids;
const kinds = Object.keys(itemKinds) as ItemKind[];

const candidate = (id: string): fc.Arbitrary<Candidate> =>
  fc.record({
    id: fc.constant(id),
    kind: fc.constantFrom('person' as const, 'person' as const, 'service_account' as const),
    status: fc.constantFrom('active' as const, 'active' as const, 'suspended' as const, 'deactivated' as const),
    role: fc.constantFrom('viewer' as const, 'member' as const, 'admin' as const),
    caretaker: fc.constant(false),
    leaving: id === leaverId ? fc.constant(true) : fc.boolean(),
    ending: fc.nat({ max: 4 }).map((n) => n === 0),
  });

const choice: fc.Arbitrary<Choice> = fc.oneof(
  fc.record({ resourceId: fc.uuid(), successorId: anyId }),
  fc.record({ kind: fc.constantFrom(...kinds, 'pipeline'), successorId: anyId }),
  fc.record({ successorId: anyId }),
);

export const grounds: fc.Arbitrary<Ground> = fc.record({
  leaverId: fc.constant(leaverId),
  candidates: fc.tuple(...ids.map(candidate)).map((list) => new Map(list.map((one) => [one.id, one]))),
  maintainers: fc.tuple(fc.uniqueArray(anyId, { maxLength: 4 }), fc.uniqueArray(anyId, { maxLength: 2 })).map(
    ([data, ops]) =>
      new Map([
        ['data', data],
        ['ops', ops],
      ]),
  ),
  managers: fc.array(fc.tuple(anyId, anyId), { maxLength: 12 }).map((pairs) => new Map(pairs)),
  custodianId: fc.option(anyId),
  choices: fc.array(choice, { maxLength: 4 }),
  declined: fc
    .array(fc.tuple(anyId, fc.constantFrom(everything, ...kinds.map((kind) => `${kind}:`))), { maxLength: 3 })
    .map((pairs) => new Map(pairs.map(([id, key]) => [id, new Set([key])]))),
});

const facts: fc.Arbitrary<PlanFact['facts']> = fc.record({
  archived: fc.boolean(),
  everySeconds: fc.constantFrom(null, 60),
  schedules: fc.nat(2),
  others: fc.nat(1),
  usedBy: fc.nat(2),
  inUse: fc.boolean(),
  lastUsedAt: fc.constantFrom(null, '2026-11-24T12:00:00.000Z', '2026-11-25T12:00:00.000Z'),
});

const held: fc.Arbitrary<PlanFact> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    objectId: fc.uuid(),
    facts,
    teamId: fc.constantFrom(null, 'data', 'ops'),
    excluded: fc.array(anyId, { maxLength: 2 }),
  })
  .map((fact) =>
    fact.kind.startsWith('resource-') ? { ...fact, resourceId: fact.objectId, resourceKind: 'pipeline' } : fact,
  );

export const holdings: fc.Arbitrary<PlanFact[]> = fc.uniqueArray(held, {
  maxLength: 40,
  selector: ({ kind, objectId }) => `${kind}:${objectId}`,
});

export function person(id: string, more: Partial<Candidate> = {}): [string, Candidate] {
  return [
    id,
    { id, kind: 'person', status: 'active', role: 'member', caretaker: false, leaving: false, ending: false, ...more },
  ];
}
