import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { approversOf, type Candidates, escalationTo } from '../../rules/approvals/approvers.ts';
import type { ApprovalStage } from '../../rules/organizations/policy.ts';

const times = { reminderHours: 24, escalateAfterHours: 72, giveUpAfterDays: 30 };
const byMembers: ApprovalStage = { approvers: { members: ['anna', 'ben'] }, needed: 1, ...times };
const byAdmins: ApprovalStage = { approvers: { role: 'admin' }, needed: 1, ...times };
const who = (facts: Partial<Candidates>): Candidates => ({
  assigned: ['anna', 'ben'],
  admins: ['carla', 'dan'],
  custodianId: 'eva',
  requestedById: 'dan',
  active: new Set(['anna', 'ben', 'carla', 'dan', 'eva']),
  ...facts,
});

test('those who were named decide', () => {
  expect(approversOf(byMembers, who({}))).toEqual(['anna', 'ben']);
});

test('no one decides on their own request', () => {
  expect(approversOf(byMembers, who({ requestedById: 'anna' }))).toEqual(['ben']);
});

test('someone who is suspended does not count', () => {
  expect(approversOf(byMembers, who({ active: new Set(['ben', 'carla', 'dan', 'eva']) }))).toEqual(['ben']);
});

test('when nobody who was named is left, all admins but the requester decide', () => {
  expect(approversOf(byMembers, who({ active: new Set(['carla', 'dan', 'eva']) }))).toEqual(['carla']);
});

test('when fewer are left than must agree, the admins may decide besides', () => {
  const two = { ...byMembers, needed: 2 };
  expect(approversOf(two, who({ requestedById: 'anna' }))).toEqual(['ben', 'carla', 'dan']);
});

test('when no admin is left either, the custodian decides', () => {
  expect(approversOf(byMembers, who({ admins: ['dan'], active: new Set(['dan', 'eva']) }))).toEqual(['eva']);
});

test('where the requester is the only admin and the custodian, nobody can decide', () => {
  expect(
    approversOf(byAdmins, who({ assigned: [], admins: ['dan'], custodianId: 'dan', active: new Set(['dan']) })),
  ).toEqual([]);
});

test('a stage of the admins is decided by who is an admin now, not by who was one', () => {
  expect(
    approversOf(
      byAdmins,
      who({
        assigned: ['anna', 'carla'],
        admins: ['carla', 'fred', 'dan'],
        active: new Set(['anna', 'carla', 'fred', 'dan']),
      }),
    ),
  ).toEqual(['carla', 'fred']);
});

test('an escalation adds the admins and the custodian who could not decide before', () => {
  expect(escalationTo(who({}), ['anna', 'ben', 'carla'])).toEqual(['eva']);
  expect(escalationTo(who({}), ['anna', 'ben'])).toEqual(['carla', 'eva']);
});

test('whoever leaves, whatever the stage: only active members decide, never the requester, and someone as long as anyone is there', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const some = fc.subarray(names);
  const one = fc.constantFrom(...names);
  const stages = fc.constantFrom(byMembers, byAdmins, { ...byMembers, needed: 3 });
  fc.assert(
    fc.property(
      stages,
      some,
      some,
      one,
      one,
      some,
      (stage, assigned, adminNames, custodianId, requestedById, present) => {
        const active = new Set(present);
        const admins = adminNames.filter((id) => active.has(id));
        const approvers = approversOf(stage, { assigned, admins, custodianId, requestedById, active });
        expect(approvers).not.toContain(requestedById);
        for (const id of approvers) expect(active.has(id)).toBe(true);
        const anyone = [...admins, custodianId].some((id) => active.has(id) && id !== requestedById);
        if (anyone) expect(approvers.length).toBeGreaterThan(0);
      },
    ),
  );
});
