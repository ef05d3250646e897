import type { OrgRole } from '../access/types.ts';

/** What an organization decides for itself. Durations are whole days or hours, as the field's name says. Stored as JSON in organizations.policy. */
export interface Policy {
  invitations: {
    /** an email domain that is neither claimed, guest nor blocked */
    unlisted: 'approve' | 'send' | 'refuse';
    validDays: number;
    reminderDays: number;
    /** of an invitation that names none */
    defaultRole: OrgRole;
    approval: ApprovalPolicy;
  };
  apiKeys: {
    /** how long a key lives for which nothing was said; null: as long as it may */
    defaultDays: number | null;
    /** how long a key may live; null: for ever */
    mostDays: number | null;
    /** so many days before it ends, those who can replace it are reminded */
    reminderDays: number;
  };
  removals: {
    ending: 'deactivate' | 'erase';
    erasure: 'forbidden' | 'allowed' | 'after-approval';
    /** how long someone is deactivated before they may be erased */
    eraseAfterDays: number;
    /** which exposures are rotated: each includes the ones before it */
    rotate: 'created' | 'revealed' | 'could-have-revealed';
    rotationGraceHours: number;
    /** share of the plan's items that may be found after the suspension and still go on by itself, in percent */
    driftPercent: number;
    caretakerDays: number;
    /** a blocked step waits that long for an admin, then the custodian is told, and again each time it has passed */
    blockedHours: number;
    /** so long after its end a removal can be undone by a reinstatement */
    reinstateDays: number;
    followUps: { dueDays: number; reminderDays: number; escalateAfterDays: number; required: boolean };
    /** who would receive something is asked in the notice period, for so long (0: nobody is), and who says nothing has accepted, or the custodian receives it */
    offers: { hours: number; silence: 'accept' | 'custodian' };
    /** stops removals from whatever source beyond a number, or a share of the organization's people, within a window, until a second admin agrees */
    breaker: { count: number; percent: number; windowHours: number };
    /** of a mass removal: how many people's things are handed over at once */
    atOnce: number;
    /** who agrees to a mass removal that the breaker would stop, and to an erasure where policy asks for it */
    approval: ApprovalPolicy;
  };
  audit: {
    /** how long entries, their events and their personal values are kept; null: for ever. 30 at least: the database refuses less */
    retentionDays: number | null;
    /** nothing is dropped, whatever its age */
    legalHold: boolean;
  };
}

export interface ApprovalPolicy {
  stages: readonly ApprovalStage[];
}

/** One part of an approval: who decides, how many must agree, and what happens when they don't. */
export interface ApprovalStage {
  approvers: { role: 'admin' } | { members: readonly string[] } | { teamId: string } | { sponsor: true };
  needed: number;
  reminderHours: number;
  escalateAfterHours: number;
  giveUpAfterDays: number;
}

export const defaultPolicy: Policy = {
  invitations: {
    unlisted: 'approve',
    validDays: 14,
    reminderDays: 7,
    defaultRole: 'viewer',
    approval: {
      stages: [
        { approvers: { role: 'admin' }, needed: 1, reminderHours: 24, escalateAfterHours: 72, giveUpAfterDays: 30 },
      ],
    },
  },
  apiKeys: { defaultDays: 365, mostDays: null, reminderDays: 14 },
  removals: {
    ending: 'deactivate',
    erasure: 'allowed',
    eraseAfterDays: 0,
    rotate: 'could-have-revealed',
    rotationGraceHours: 72,
    driftPercent: 10,
    caretakerDays: 30,
    blockedHours: 24,
    reinstateDays: 30,
    followUps: { dueDays: 7, reminderDays: 2, escalateAfterDays: 10, required: true },
    offers: { hours: 48, silence: 'accept' },
    breaker: { count: 20, percent: 20, windowHours: 24 },
    atOnce: 10,
    approval: {
      stages: [
        { approvers: { role: 'admin' }, needed: 1, reminderHours: 4, escalateAfterHours: 24, giveUpAfterDays: 7 },
      ],
    },
  },
  audit: { retentionDays: null, legalHold: false },
};

type Stored<T> = T extends readonly unknown[] | null
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Stored<T[K]> }
    : T;
/** As kept: only what the organization decided otherwise than the default. */
export type StoredPolicy = Stored<Policy>;

/** The policy that holds: what was stored over the defaults, group by group. Lists are taken whole. */
export function policyOf(stored: unknown): Policy {
  return over(defaultPolicy, stored) as Policy;
}

/** What is stored after a change that names only what changes. */
export function mergePolicy(stored: StoredPolicy, change: StoredPolicy): StoredPolicy {
  return over(stored, change) as StoredPolicy;
}

function over(base: unknown, stored: unknown): unknown {
  if (stored === undefined) return base;
  if (!isGroup(base) || !isGroup(stored)) return stored;
  const keys = new Set([...Object.keys(base), ...Object.keys(stored)]);
  return Object.fromEntries([...keys].map((key) => [key, over(base[key], stored[key])]));
}

function isGroup(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
