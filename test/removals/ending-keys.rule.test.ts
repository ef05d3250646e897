import { expect, test } from '@jest/globals';
import { csvRow } from '../../api/csv.ts';
import { type EndingKeysInput, endingKeys } from '../../rules/removals/ending-keys.ts';
import type { ItemKind, PlanItem } from '../../rules/removals/items.ts';

const now = new Date('2026-11-24T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

const key = (kind: ItemKind, objectId: string, inUse = true): PlanItem => ({
  key: `${kind}:${objectId}`,
  kind,
  step: 'deactivate',
  action: 'revoke',
  objectId,
  risk: 'red',
  facts: { inUse, holderId: 'bot', lastUsedAt: now.toISOString(), lastUsedFrom: '192.0.2.7' },
});

const ending = (items: PlanItem[], more: Partial<EndingKeysInput> = {}) =>
  endingKeys({
    plans: [{ memberId: 'leo', items }],
    expiring: [],
    now,
    effectiveAt: inDays(3),
    graceHours: 48,
    ...more,
  }).map(({ credentialId, holderId, because, endsAt }) => [credentialId, holderId, because, endsAt]);

test('own keys end at the suspension, those that are rotated after the grace, and what is not used is not named', () => {
  const items = [key('service-account-key', 'build'), key('api-key', 'laptop'), key('api-key', 'old', false)];
  expect(ending(items)).toEqual([
    ['laptop', 'leo', 'holder-leaves', '2026-11-27T12:00:00.000Z'],
    ['build', 'bot', 'rotated', '2026-11-29T12:00:00.000Z'],
  ]);
});

test('a key is named once, by what ends it first, and none that ends after the days of the forecast', () => {
  const expires = (credentialId: string, days: number) => ({
    credentialId,
    holderId: 'bot',
    endsAt: inDays(days).toISOString(),
    because: 'expires' as const,
    lastUsedAt: null,
    lastUsedFrom: null,
  });
  const expiring = [expires('build', 1), expires('deploy', 13)];
  const items = [key('service-account-key', 'build'), key('service-account-key', 'deploy')];
  expect(ending(items, { expiring }).map(([id, , because]) => [id, because])).toEqual([
    ['build', 'expires'],
    ['deploy', 'rotated'],
  ]);
  expect(ending(items, { effectiveAt: inDays(20) })).toEqual([]);
});

test('a cell that a spreadsheet would take for a formula stays text', () => {
  expect(csvRow(['=1+1', '+1', '-1', '@x', '\tx', 'a,"b"', 'plain', -1, true, null])).toBe(
    `'=1+1,'+1,'-1,'@x,'\tx,"a,""b""",plain,-1,true,\r\n`,
  );
});
