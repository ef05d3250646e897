import { actionRules, applies, reaches, roleReaches } from './actions.ts';
import { type ActingAs, actingAs } from './runs-as.ts';
import { scopeOf, withinScopes } from './scopes.ts';
import type { AccessFacts, Action, Decision, Level, MemberFacts, Reason, RelationFacts } from './types.ts';

/**
 * May this member, or whatever this automation runs as, do this to this resource? Denied unless something permits it, and whatever forbids wins:
 * the status of organization and member, the ceiling of the org role, what a custom role leaves out, the scopes of a key (design, Organizations, roles, access).
 * @param now milliseconds since 1970: a caretaker stands in for a bounded time
 */
export function decide(facts: AccessFacts, action: Action, now: number): Decision {
  const acting = actingAs(facts, now);
  const { member } = acting;
  if (acting.refusal !== null) return refused(acting, [acting.refusal]);
  if (member === null || member.organizationId !== facts.organization.id) return refused(acting, noMember);
  if (facts.resource === null || facts.resource.organizationId !== facts.organization.id)
    return refused(acting, noResource);
  const forbidden = forbids(facts, member, facts.resource, action);
  if (forbidden.length > 0) return refused(acting, forbidden);
  const permit = acting.caretaking === null ? permits(facts, member, action) : caretakes(facts, acting, action);
  if (!permit.allowed) return refused(acting, permit.because);
  const because = [...permit.because, ...ofCustomRole(member, action, true)];
  return { allowed: true, because, as: member.id, caretaker: acting.caretaking !== null };
}

function refused({ member, caretaking }: ActingAs, because: readonly Reason[]): Decision {
  return { allowed: false, because, as: member?.id ?? null, caretaker: caretaking !== null };
}

const noMember: readonly Reason[] = [{ fact: 'no-such-member' }];
const noResource: readonly Reason[] = [{ fact: 'no-such-resource' }];

/** Everything that forbids it, whatever the member was given. */
function forbids(
  { organization }: AccessFacts,
  member: MemberFacts,
  resource: NonNullable<AccessFacts['resource']>,
  action: Action,
): readonly Reason[] {
  const found: Reason[] = [];
  const { ceiling } = actionRules[action];
  if (organization.status !== 'active') found.push({ fact: 'organization-status', status: organization.status });
  if (member.status !== 'active') found.push({ fact: 'member-status', status: member.status });
  if (!applies(action, resource.kind)) found.push({ fact: 'not-applicable', kind: resource.kind });
  if (resource.archived && action !== 'view') found.push({ fact: 'archived' });
  if (!roleReaches(member.role, ceiling)) found.push({ fact: 'ceiling', role: member.role, needs: ceiling });
  if (!granted(member, action)) found.push(...ofCustomRole(member, action, false));
  if (!withinScopes(member.scopes, scopeOf(action))) found.push({ fact: 'scope', needs: scopeOf(action) });
  return found;
}

/** Whether their custom role, if they hold one, has it. */
function granted({ customRole }: MemberFacts, action: Action): boolean {
  return customRole === undefined || customRole === null || customRole.permissions.includes(action);
}

function ofCustomRole({ customRole }: MemberFacts, permission: Action, has: boolean): Reason[] {
  return customRole ? [{ fact: 'custom-role', customRoleId: customRole.id, permission, has }] : [];
}

interface Permit {
  allowed: boolean;
  because: readonly Reason[];
}

function permits({ relation, automation }: AccessFacts, member: MemberFacts, action: Action): Permit {
  const { level, administration } = actionRules[action];
  const given = strongest(relation);
  if (given !== null && reaches(given.level, level)) return { allowed: true, because: [given.reason] };
  if (automation?.isObject === true && action === 'run') return { allowed: true, because: [{ fact: 'runs-as' }] };
  if (administration && member.role === 'admin') {
    return { allowed: true, because: [{ fact: 'administration', role: member.role }] };
  }
  return { allowed: false, because: [{ fact: 'access', needs: level, has: given?.level ?? null }] };
}

/** A caretaker may let the leaver's automation run on exactly the connections that it uses, as far as the leaver could, and nothing else. */
function caretakes({ automation }: AccessFacts, { caretaking }: ActingAs, action: Action): Permit {
  const runs = action === 'run' && (automation?.isObject === true || automation?.isTarget === true);
  const uses = action === 'use' && automation?.usesObject === true;
  if (caretaking === null || (!runs && !uses)) return { allowed: false, because: [{ fact: 'caretaker-bound' }] };
  const { ceiling } = actionRules[action];
  const leaver = automation?.runsAs ?? null;
  const role = leaver?.role ?? 'viewer';
  if (!roleReaches(role, ceiling)) return { allowed: false, because: [{ fact: 'ceiling', role, needs: ceiling }] };
  if (leaver !== null && !granted(leaver, action))
    return { allowed: false, because: ofCustomRole(leaver, action, false) };
  return { allowed: true, because: [{ fact: 'caretaker', ...caretaking }] };
}

/** The most that owner, teams and shares give; null: nothing does. Whether it counts is for `decide` to say. */
export function levelOf(relation: RelationFacts): Level | null {
  return strongest(relation)?.level ?? null;
}

interface Given {
  level: Level;
  reason: Reason;
}

/** The most that the relation gives; of equals the nearest: ownership before teams before shares. */
function strongest(relation: RelationFacts): Given | null {
  if (relation.owner) return { level: 'manage', reason: { fact: 'owner' } };
  let most: Given | null = null;
  const offer = (level: Level, reason: Reason) => {
    if (most === null || !reaches(most.level, level)) most = { level, reason };
  };
  const { ownerTeam, team, share } = relation;
  if (ownerTeam !== null)
    offer(ownerTeam.role === 'maintainer' ? 'manage' : 'edit', { fact: 'owner-team', ...ownerTeam });
  if (team !== null) offer(team.role === 'maintainer' ? 'manage' : 'edit', { fact: 'team', ...team });
  if (share !== null) offer(share, { fact: 'share', level: share });
  for (const { teamId, level } of relation.teamShares) offer(level, { fact: 'share', level, teamId });
  return most;
}
