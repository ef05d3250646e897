import { actionRules } from './actions.ts';
import type { Action, Decision, Reason } from './types.ts';

/** How members, teams and custom roles are called; their ids where nobody knows. */
export interface Names {
  member?(id: string): string | undefined;
  team?(id: string): string | undefined;
  customRole?(id: string): string | undefined;
}

/** One sentence in English: *Allowed as Ben, because team Data holds “edit” on it; the ceiling for this is “member”.* */
export function explain(decision: Decision, action: Action, names: Names = {}): string {
  const as = decision.as === null ? '' : ` as ${nameOf(names, decision.as)}`;
  const because = decision.because.map((reason) => sayReason(reason, names)).join('; and ');
  if (!decision.allowed) return `Refused${as}, because ${because}.`;
  return `Allowed${as}, because ${because}; the least org role for “${action}” is “${actionRules[action].ceiling}”.`;
}

/** One fact, as the end of a sentence that begins with “because”. */
export function sayReason(reason: Reason, names: Names = {}): string {
  switch (reason.fact) {
    case 'owner':
      return 'they own it';
    case 'owner-team':
      return `they are a ${reason.role} of team ${teamOf(names, reason.teamId)}, which owns it`;
    case 'team':
      return `they are a ${reason.role} of team ${teamOf(names, reason.teamId)}, to which it belongs`;
    case 'share':
      return reason.teamId === undefined
        ? `“${reason.level}” on it is shared with them`
        : `team ${teamOf(names, reason.teamId)} holds “${reason.level}” on it`;
    case 'administration':
      return 'admins administer every resource';
    case 'runs-as':
      return 'it runs as them';
    case 'caretaker':
      return `the caretaker stands in for ${nameOf(names, reason.leaverId)} until ${new Date(reason.until).toISOString()}`;
    default:
      return sayRefusal(reason, names);
  }
}

type Refusal = Exclude<
  Reason,
  { fact: 'owner' | 'owner-team' | 'team' | 'share' | 'administration' | 'runs-as' | 'caretaker' }
>;

function sayRefusal(reason: Refusal, names: Names): string {
  switch (reason.fact) {
    case 'ceiling':
      return `the org role “${reason.role}” is below “${reason.needs}”, the least for this`;
    case 'custom-role':
      return `${customRoleOf(names, reason.customRoleId)} ${reason.has ? 'has' : 'lacks'} “${reason.permission}”`;
    case 'scope':
      return `the API key lacks the scope “${reason.needs}”`;
    case 'organization-status':
      return `the organization is ${reason.status}`;
    case 'member-status':
      return `the member is ${reason.status}`;
    case 'archived':
      return 'it is archived';
    case 'not-applicable':
      return `there is no such action on a ${reason.kind}`;
    case 'access':
      return reason.has === null
        ? `nothing gives them access to it; this needs “${reason.needs}”`
        : `they have “${reason.has}” on it, and this needs “${reason.needs}”`;
    case 'caretaker-bound':
      return 'the caretaker may only let it run, on the connections that it uses';
    case 'caretaker-expired':
      return `the caretaker’s time ended at ${new Date(reason.until).toISOString()}`;
    case 'no-runs-as':
      return 'it runs as nobody';
    case 'no-such-member':
      return 'there is no such member here';
    case 'no-such-resource':
      return 'there is no such resource here';
  }
}

function nameOf(names: Names, id: string): string {
  return names.member?.(id) ?? id;
}

function teamOf(names: Names, id: string): string {
  return names.team?.(id) ?? id;
}

function customRoleOf(names: Names, id: string): string {
  const name = names.customRole?.(id);
  return name === undefined ? 'their custom role' : `the custom role “${name}”`;
}
