import type { AccessFacts, AutomationFacts, MemberFacts, RelationFacts } from '../../rules/access/types.ts';

/** Facts for tests of the rules: an active member of the role `member`, related to nothing. */
export const organization = { id: 'organization', status: 'active' } as const;

export function memberFacts(facts: Partial<MemberFacts> = {}): MemberFacts {
  return { organizationId: organization.id, id: 'ben', kind: 'person', role: 'member', status: 'active', ...facts };
}

export const unrelated: RelationFacts = { owner: false, ownerTeam: null, team: null, share: null, teamShares: [] };

export function accessFacts(facts: Partial<AccessFacts> & { kind?: string } = {}): AccessFacts {
  const { kind = 'pipeline', ...rest } = facts;
  return {
    organization,
    member: memberFacts(),
    resource: { organizationId: organization.id, id: 'nightly', kind, archived: false },
    relation: unrelated,
    ...rest,
  };
}

/** An automation, unrelated to the object, that runs as an active member. */
export function automationFacts(facts: Partial<AutomationFacts> = {}): AutomationFacts {
  return {
    resourceId: 'nightly',
    archived: false,
    runsAs: memberFacts(),
    caretaking: null,
    isObject: false,
    isTarget: false,
    usesObject: false,
    ...facts,
  };
}

export const caretaker = memberFacts({ id: 'caretaker', kind: 'service_account' });
