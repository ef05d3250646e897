import { expect, test } from '@jest/globals';
import { canonicalJson } from '../../rules/canonical-json.ts';
import { type CertificateFacts, statementOf } from '../../rules/removals/certificate.ts';
import { steps } from '../../rules/removals/steps.ts';

const at = '2026-11-24T12:00:00.000Z';

const facts = (more: Partial<CertificateFacts> = {}): CertificateFacts => ({
  organizationId: 'o',
  removalId: 'r',
  memberId: 'm',
  ending: 'deactivate',
  erasure: null,
  forCause: false,
  planHash: 'ab'.repeat(32),
  effectiveAt: at,
  suspendedAt: at,
  memberStatus: 'deactivated',
  readAt: at,
  steps: steps.map(({ name }) => ({
    step: name,
    status: name === 'certificate' ? 'running' : 'done',
    startedAt: at,
    endedAt: name === 'certificate' ? null : '2026-11-24T12:00:01.500Z',
    reason: null,
  })),
  kinds: [{ kind: 'api-key', planned: 2, done: 2, skipped: 0, open: 0, left: 0 }],
  doors: [{ door: 'api-key', objectId: 'k', result: 'refused', answer: 'member-status', at }],
  exceptions: [],
  attested: [],
  handOvers: [],
  shadows: [],
  runsAsLeaver: 0,
  firstRuns: { allowed: 1, refused: 0, notYet: 2 },
  ...more,
});

const predicateOf = (more: Partial<CertificateFacts> = {}) => statementOf(facts(more)).predicate;

test('a removal in which everything was done and every door refused is proven', () => {
  expect(predicateOf()).toMatchObject({ proven: true, notProven: [] });
});

test('who was erased while their deactivation went on is more than deactivated: nothing is missing', () => {
  expect(predicateOf({ memberStatus: 'removed' })).toMatchObject({ proven: true, notProven: [] });
});

test('it is an in-toto statement about the plan that was agreed to, and says how long each step took', () => {
  expect(statementOf(facts())).toMatchObject({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'removal/o/m/r', digest: { sha256: 'ab'.repeat(32) } }],
  });
  expect(predicateOf()['steps']).toContainEqual(expect.objectContaining({ step: 'transfer', tookMs: 1500 }));
  expect(() => canonicalJson(statementOf(facts()))).not.toThrow();
});

test.each<[string, Partial<CertificateFacts>, string]>([
  [
    'a door that let us in',
    { doors: [{ door: 'session', objectId: 's', result: 'open', answer: 'accepted', at }] },
    'session:s',
  ],
  [
    'a door that nobody answered',
    { doors: [{ door: 'host', objectId: 'pipeline', result: 'unanswered', answer: 'timeout', at }] },
    'host:pipeline',
  ],
  ['something left', { kinds: [{ kind: 'share', planned: 1, done: 0, skipped: 0, open: 1, left: 1 }] }, 'kind:share'],
  ['a skipped item', { exceptions: [{ itemKey: 'grant:g', how: 'skipped', reason: 'provider is gone' }] }, 'grant:g'],
  ['automation that still runs as them', { runsAsLeaver: 1 }, 'runs-as'],
  ['a member who is still only suspended', { memberStatus: 'suspended' }, 'member'],
  [
    'a skipped step',
    {
      steps: facts().steps.map((step) =>
        step.step === 'rotate' ? { ...step, status: 'skipped' as const, reason: 'later' } : step,
      ),
    },
    'step:rotate',
  ],
])('%s is listed as not proven, with the reason', (_, more, what) => {
  const predicate = predicateOf(more);
  expect(predicate['proven']).toBe(false);
  expect(predicate['notProven']).toEqual([{ what, reason: expect.stringMatching(/./) }]);
});

test('a way in that there is not proves nothing, and leaves nothing unproven', () => {
  const sso = { door: 'sso', objectId: 'm', result: 'none', answer: 'there is no sign-in by SSO', at } as const;
  expect(predicateOf({ doors: [sso] })).toMatchObject({ proven: true, doors: [sso] });
});
