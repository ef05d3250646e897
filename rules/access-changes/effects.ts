import type { Action, Level, OrgRole, Permission, Reason } from '../access/types.ts';
import type { FailingRuns } from '../removals/forecast.ts';
import type { ItemKind, PlanItem } from '../removals/items.ts';

/**
 * What may take access away from people who stay: another role, leaving a team, a share that ends or gives less (`level`), a team that ends; a custom role that loses a
 * permission, or ends, with what its holders get instead (`replacement`; null: the org role alone; none: nobody holds it).
 */
export type AccessChange =
  | { kind: 'role'; memberId: string; role: OrgRole }
  | { kind: 'custom-role'; memberId: string; customRoleId: string }
  | { kind: 'leave-team'; memberId: string; teamId: string }
  | { kind: 'unshare'; shareId: string; level?: Level }
  | { kind: 'archive-team'; teamId: string }
  | { kind: 'remove-permission'; customRoleId: string; permission: Permission }
  | { kind: 'archive-custom-role'; customRoleId: string; replacement?: { customRoleId: string | null } };

/** Automation that asks for something which whatever it runs as may not do. */
export interface RefusedRun {
  automationId: string;
  /** what it runs as */
  memberId: string;
  /** what is refused: the automation itself, what it runs, a connection that it uses */
  resourceId: string;
  because: readonly Reason[];
}

/** What one of them may no longer do to something. Administration is no part of it: `AccessChangeEffects.administration`. */
export interface LostAccess {
  memberId: string;
  resourceId: string;
  actions: readonly Action[];
}

/** A key of theirs: it stays, and may do no more than they. Instants: ISO 8601, UTC. */
export interface BoundKey {
  credentialId: string;
  holderId: string;
  inUse: boolean;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
}

/** What they know and may no longer use: by policy a new one takes its place. */
export interface KnownSecret {
  kind: Extract<ItemKind, 'service-account-key' | 'connection-secret'>;
  credentialId: string;
  /** whose secret it is; of a service account’s key: null */
  connectionId: string | null;
  /** of a service account’s key: whose authority it carries */
  holderId: string | null;
  how: string;
  inUse: boolean;
}

/** All that a change does, as it was found by doing it. */
export interface AccessChangeEffects {
  /** whose access it takes away; in the order of their ids */
  memberIds: readonly string[];
  /** they administered the organization, and no longer do */
  administration: boolean;
  /** by member and resource */
  lost: readonly LostAccess[];
  /** automation that it would refuse, were nothing handed over */
  refused: readonly RefusedRun[];
  /** of that: scheduled runs of the next 14 days */
  forecast: readonly FailingRuns[];
  /** what can't stay theirs, and who receives it */
  items: readonly PlanItem[];
  /** what is refused in spite of the hand-over, because somebody chose that it stays */
  stillRefused: readonly RefusedRun[];
  keys: readonly BoundKey[];
  secrets: readonly KnownSecret[];
}

/** Those of `after` that were not refused before. */
export function newlyRefused(before: readonly RefusedRun[], after: readonly RefusedRun[]): RefusedRun[] {
  const known = new Set(before.map(refusalKey));
  return after.filter((run) => !known.has(refusalKey(run)));
}

const refusalKey = ({ automationId, memberId, resourceId }: RefusedRun): string =>
  `${automationId} ${memberId} ${resourceId}`;

/** Failing runs that did not fail before, for whatever reason. */
export function newlyFailing(before: readonly FailingRuns[], after: readonly FailingRuns[]): FailingRuns[] {
  const key = ({ scheduleId, resourceId }: FailingRuns) => `${scheduleId} ${resourceId}`;
  const known = new Set(before.map(key));
  return after.filter((runs) => !known.has(key(runs))).map((runs) => ({ ...runs, today: false }));
}

/** The text that is hashed beside the items: what passes by itself (when a key was last used) is no part of it. */
export function agreedOf(change: AccessChange, effects: AccessChangeEffects) {
  const { memberIds, administration, lost, refused, stillRefused, keys, secrets } = effects;
  return {
    change: { ...change },
    memberIds,
    administration,
    lost: lost.map(({ memberId, resourceId, actions }) => [memberId, resourceId, ...actions]),
    refused: refused.map(refusalKey),
    stillRefused: stillRefused.map(refusalKey),
    keys: keys.map(({ credentialId }) => credentialId),
    secrets: secrets.map(({ credentialId, how }) => [credentialId, how]),
  };
}
