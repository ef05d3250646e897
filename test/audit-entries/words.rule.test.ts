import { expect, test } from '@jest/globals';
import type { Schema } from '../../web/client.ts';
import { changesOf, fromWhere, personalOf, whoOf } from '../../web/pages/audit-entries/words.ts';

type AuditEntry = Schema<'AuditEntry'>;

const [actor, other] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const entry = (facts: Partial<AuditEntry>): AuditEntry => ({
  sequence: 1,
  at: '2026-11-24T18:00:00Z',
  action: 'member.suspended',
  object: 'member',
  objectId: other,
  actor: { by: 'member', memberId: actor, through: 'session' },
  actorName: 'Ada',
  reason: null,
  personal: [],
  hash: '',
  ...facts,
});

test('who did it is a member, a workflow in its own right or for someone, or the set-up', () => {
  expect(whoOf(entry({}))).toBe('Ada');
  expect(whoOf(entry({ actor: { by: 'workflow', onBehalfOf: actor } }))).toBe('Workflow for Ada');
  expect(whoOf(entry({ actor: { by: 'workflow' }, actorName: null }))).toBe('Workflow');
  expect(whoOf(entry({ actor: { by: 'system' }, actorName: null }))).toBe('Set-up');
});

test('from where is the actor’s address, said to be erased when it is, else what they came through', () => {
  const address = (of: string, value: string | null) => ({ of, field: 'address', value });
  expect(fromWhere(entry({ personal: [address(actor, '192.0.2.1')] }))).toBe('192.0.2.1');
  expect(fromWhere(entry({ personal: [address(actor, null)] }))).toBe('Erased');
  expect(fromWhere(entry({ personal: [address(other, '192.0.2.1')] }))).toBe('Console session');
  const signedOut = { actor: { by: 'system', reason: 'sign-out' }, actorName: null };
  expect(fromWhere(entry({ ...signedOut, personal: [address(other, '192.0.2.1')] }))).toBe('192.0.2.1');
});

test('what is personal of others stays in the list of personal values', () => {
  const personal = [actor, other].map((of) => ({ of, field: 'address', value: 'x' }));
  expect(personalOf(entry({ personal }))).toEqual([personal[1]]);
});

test('before and after stand side by side, field by field', () => {
  expect(
    changesOf(entry({ before: { orgRole: 'admin', teams: 2 }, after: { orgRole: 'viewer', scopes: ['read'] } })),
  ).toEqual([
    { field: 'Org role', before: 'admin', after: 'viewer' },
    { field: 'Teams', before: '2', after: '–' },
    { field: 'Scopes', before: '–', after: '["read"]' },
  ]);
  expect(changesOf(entry({}))).toEqual([]);
});
