import { actions } from '../../rules/access/actions.ts';
import { decide } from '../../rules/access/decide.ts';
import type { AccessFacts, Action, AutomationFacts, Level, OrgRole, RelationFacts } from '../../rules/access/types.ts';
import { accessFacts, automationFacts, caretaker, memberFacts, unrelated } from './facts.ts';

const roles: readonly OrgRole[] = ['viewer', 'member', 'admin'];
const levels: readonly Level[] = ['view', 'use', 'edit', 'manage'];
/** `service` stands for every kind that a host registers. */
const kinds = ['pipeline', 'schedule', 'connection', 'service'];
const NOW = 0;

type Facts = (role: OrgRole) => Partial<AccessFacts>;

const related =
  (relation: Partial<RelationFacts>): Facts =>
  (role) => ({ member: memberFacts({ role }), relation: { ...unrelated, ...relation } });
const automated =
  (automation: Partial<AutomationFacts>): Facts =>
  (role) => ({ member: null, automation: automationFacts({ runsAs: memberFacts({ role }), ...automation }) });
/** Their custom role, on the org role, has `view` and this. */
const narrowed =
  (only: Action, relation: Partial<RelationFacts>): Facts =>
  (role) => ({
    member: memberFacts({ role, customRole: { id: 'custom', permissions: ['view', only] } }),
    relation: { ...unrelated, ...relation },
  });
/** The leaver had the role; the caretaker stands in. */
const caretaken =
  (automation: Partial<AutomationFacts>): Facts =>
  (role) => ({
    member: null,
    automation: automationFacts({
      runsAs: memberFacts({ role, status: 'suspended' }),
      caretaking: { caretaker, until: NOW + 1 },
      ...automation,
    }),
  });

const relations: readonly (readonly [string, Facts])[] = [
  ['none', related({})],
  ['owner', related({ owner: true })],
  ['member of the owner team', related({ ownerTeam: { teamId: 'data', role: 'member' } })],
  ['maintainer of the owner team', related({ ownerTeam: { teamId: 'data', role: 'maintainer' } })],
  ['member of its team', related({ team: { teamId: 'data', role: 'member' } })],
  ['maintainer of its team', related({ team: { teamId: 'data', role: 'maintainer' } })],
  ...levels.map((share) => [`share: ${share}`, related({ share })] as const),
  ...levels.map(
    (level) => [`share with a team: ${level}`, related({ teamShares: [{ teamId: 'data', level }] })] as const,
  ),
  ...actions.map((only) => [`owner, custom role: ${only}`, narrowed(only, { owner: true })] as const),
  ['none, custom role: view', narrowed('view', {})],
  ['none, custom role: archive', narrowed('archive', {})],
  ['it runs as them', automated({ isObject: true })],
  ['automation that runs as them uses it', automated({ usesObject: true })],
  ['caretaker: of this automation', caretaken({ isObject: true })],
  ['caretaker: what the schedule runs', caretaken({ isTarget: true })],
  ['caretaker: what the automation uses', caretaken({ usesObject: true })],
  ['caretaker: of something else', caretaken({})],
];

/** Role × kind × action × relation, for everyone who is active: which roles are allowed. Everyone else is refused everything. */
export function accessTable(): string {
  const width = Math.max(...relations.map(([name]) => name.length)) + 2;
  const blocks = kinds.map((kind) => {
    const heading = `${kind.padEnd(width)}${actions.map((action) => action.padEnd(13)).join('')}`.trimEnd();
    const rows = relations.map(([name, factsOf]) => {
      const cells = actions.map((action) => {
        const allowed = roles.filter((role) => decide(accessFacts({ kind, ...factsOf(role) }), action, NOW).allowed);
        return (allowed.length === 0 ? '-' : allowed.map((role) => role.slice(0, 3)).join(' ')).padEnd(13);
      });
      return `${name.padEnd(width)}${cells.join('')}`.trimEnd();
    });
    return [heading, ...rows].join('\n');
  });
  return `${intro}\n\n${blocks.join('\n\n')}\n`;
}

const intro = `# What each relation to a resource allows, by kind and action: vie(wer), mem(ber), adm(in) of the organization.
# Made from rules/access/decide.ts by test/access/decide.rule.test.ts (TRUTH=write). Who is not active, or of another organization, is refused everything.`;
