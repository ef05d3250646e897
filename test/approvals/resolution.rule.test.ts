import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Ballot, resolve, type Vote } from '../../rules/approvals/resolution.ts';

const agree = (memberId: string, stage = 0, factsHash = 'facts'): Vote => ({
  stage,
  memberId,
  decision: 'approve',
  factsHash,
});
const refuse = (memberId: string, stage = 0, factsHash = 'facts'): Vote => ({
  stage,
  memberId,
  decision: 'refuse',
  factsHash,
});
const ballot = (facts: Partial<Ballot>): Ballot => ({
  needed: [1],
  stage: 0,
  votes: [],
  approvers: ['anna', 'ben'],
  factsHash: 'facts',
  ...facts,
});

test('nothing is decided without a vote', () => {
  expect(resolve(ballot({}))).toBe('pending');
});

test('as many as the stage needs must agree', () => {
  expect(resolve(ballot({ votes: [agree('anna')] }))).toBe('approved');
  expect(resolve(ballot({ needed: [2], votes: [agree('anna')] }))).toBe('pending');
  expect(resolve(ballot({ needed: [2], votes: [agree('anna'), agree('ben')] }))).toBe('approved');
});

test('one vote counts once, however often it was given', () => {
  expect(resolve(ballot({ needed: [2], votes: [agree('anna'), agree('anna')] }))).toBe('pending');
});

test('one refusal refuses, even beside enough who agree', () => {
  expect(resolve(ballot({ votes: [agree('anna'), refuse('ben')] }))).toBe('refused');
});

test('a stage that is not the last leads to the next, where earlier votes do not count', () => {
  expect(resolve(ballot({ needed: [1, 1], votes: [agree('anna')] }))).toBe('next-stage');
  expect(resolve(ballot({ needed: [1, 1], stage: 1, votes: [agree('anna')] }))).toBe('pending');
  expect(resolve(ballot({ needed: [1, 1], stage: 1, votes: [agree('anna'), agree('ben', 1)] }))).toBe('approved');
});

test('a vote on other facts, or of someone who may no longer decide, does not count', () => {
  expect(resolve(ballot({ votes: [agree('anna', 0, 'older facts')] }))).toBe('pending');
  expect(resolve(ballot({ votes: [refuse('gone')] }))).toBe('pending');
});

test('the order of votes does not matter, and a further agreement never turns a decision back', () => {
  const names = ['anna', 'ben', 'carla', 'dan'];
  const votes = fc.array(
    fc.record({
      stage: fc.nat(1),
      memberId: fc.constantFrom(...names),
      decision: fc.constantFrom<'approve' | 'refuse'>('approve', 'refuse'),
      factsHash: fc.constantFrom('facts', 'older facts'),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(votes, fc.integer({ min: 1, max: 3 }), fc.constantFrom(...names), (cast, needed, other) => {
      const asked = { needed: [needed, 1], approvers: names };
      const before = resolve(ballot({ ...asked, votes: cast }));
      expect(resolve(ballot({ ...asked, votes: [...cast].reverse() }))).toBe(before);
      const after = resolve(ballot({ ...asked, votes: [...cast, agree(other)] }));
      if (before !== 'pending') expect(after).toBe(before);
      else expect(after).not.toBe('refused');
    }),
  );
});
