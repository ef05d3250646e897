import { actions } from '../rules/access/actions.ts';
import { decide } from '../rules/access/decide.ts';
import type { AccessFacts, Level, MemberFacts, RelationFacts } from '../rules/access/types.ts';
import { type Bench, type Measurement, median } from '../scripts/support/measurement.ts';

const TEAMS = 20;
const SHARES = 1000;
const ROUNDS = 7;
const DECISIONS = 1_000_000;

/** `decide` in process, on one core, for a member of 20 teams with 1,000 shares: facts are there, nothing is read. */
export const bench: Bench = {
  title: `access decisions for a member of ${TEAMS} teams with ${SHARES} shares`,
  measure: async (tell) => [
    measured('one share or two for each resource', spread(), tell),
    measured(`each resource shared with all ${TEAMS} teams`, heaped(), tell),
  ],
};

function measured(what: string, facts: readonly AccessFacts[], tell: (line: string) => void): Measurement {
  decisionsPerSecond(facts); // until it is compiled
  const rounds = Array.from({ length: ROUNDS }, () => decisionsPerSecond(facts));
  tell(`${what}: ${rounds.map((perSecond) => `${(perSecond / 1e6).toFixed(2)} M/s`).join(', ')}`);
  const note = `median of ${ROUNDS} rounds of ${DECISIONS} decisions`;
  return { what, value: median(rounds), unit: 'decisions/s', atLeast: 1_000_000, note };
}

/** By processor time of this process: others on the machine don't count. */
function decisionsPerSecond(facts: readonly AccessFacts[]): number {
  let allowed = 0;
  let made = 0;
  const before = process.cpuUsage();
  while (made < DECISIONS) {
    for (const one of facts) {
      for (const action of actions) if (decide(one, action, 0).allowed) allowed += 1;
      made += actions.length;
    }
  }
  const { user, system } = process.cpuUsage(before);
  if (allowed === 0 || allowed === made) throw new Error('these decisions are no mix');
  return (made * 1_000_000) / (user + system);
}

const organizationId = 'organization';
const member: MemberFacts = { organizationId, id: 'ben', kind: 'person', role: 'member', status: 'active' };
const levels: readonly Level[] = ['view', 'use', 'edit', 'manage'];
const levelOf = (index: number): Level => levels[index % levels.length] ?? 'view';
const kinds = ['pipeline', 'schedule', 'connection'];

/** Half of the shares with the member, half with a team of theirs; every third resource has both. */
function spread(): AccessFacts[] {
  const resources = (SHARES * 3) / 4;
  return Array.from({ length: resources }, (_, index) => {
    const both = index % 3 === 0;
    const own = both || index % 2 === 0;
    const teamShares = both || !own ? [{ teamId: `team ${index % TEAMS}`, level: levelOf(index + 1) }] : [];
    return factsOf(index, { share: own ? levelOf(index) : null, teamShares });
  });
}

function heaped(): AccessFacts[] {
  return Array.from({ length: SHARES / TEAMS }, (_, index) => {
    const teamShares = Array.from({ length: TEAMS }, (__, team) => ({
      teamId: `team ${team}`,
      level: levelOf(Math.floor((index * (team + 1)) / TEAMS)),
    }));
    return factsOf(index, { teamShares });
  });
}

function factsOf(index: number, relation: Partial<RelationFacts>): AccessFacts {
  const kind = kinds[index % kinds.length] ?? 'pipeline';
  return {
    organization: { id: organizationId, status: 'active' },
    member,
    resource: { organizationId, id: `resource ${index}`, kind, archived: false },
    relation: { owner: false, ownerTeam: null, team: null, share: null, teamShares: [], ...relation },
  };
}
