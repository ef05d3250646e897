import { canonicalJson, type Json } from '../canonical-json.ts';
import { type ItemKind, itemKinds } from './items.ts';
import type { ReinstatementStepName } from './reinstatement-steps.ts';

/**
 * What a removal may have changed: the kinds of its plan; `came-along`, a share that a receiver was given so that what they received goes on working; and
 * `open-follow-up`, what people were asked to do outside because of the removal.
 */
export type ReinstatementKind = ItemKind | 'came-along' | 'open-follow-up';

/** Why what a removal ended can't come back. The list that is printed beforehand has no other reasons. */
export type LostWhy = 'key-ended' | 'signed-out' | 'rotated' | 'grant-revoked';

/** Why something stays as it is today. */
export type KeptWhy =
  /** someone else has it by now */
  | 'changed-since'
  /** they, or the receiver, were given it anew */
  | 'given-since'
  /** the approval, invitation, follow-up or guest is over */
  | 'ended-since'
  /** the team was archived */
  | 'archived-since'
  /** it runs on something that came later, or that stays with someone else: as them it would fail */
  | 'needs-others'
  /** something that stays with the receiver goes on by it */
  | 'relied-on';

export type ReinstatementOutcome = 'restored' | 'kept' | 'impossible';

/** One thing that a removal changed, three ways: before it, as it left it, and today. Ids, instants (ISO 8601, UTC) and names of things only. */
export interface ReinstateFact {
  /** as in the removal's plan; `kind:objectId` for what is none of its items */
  key: string;
  kind: ReinstatementKind;
  objectId: string;
  /** what was there before: `plan_items.before` */
  before: { readonly [name: string]: Json };
  /** who has it since; null: nobody, it ended */
  receiverId: string | null;
  /** who has it today; null: nobody */
  holderId: string | null;
  /** what else speaks against it */
  obstacle: KeptWhy | null;
}

/** What becomes of it. */
export interface ReinstatementItem extends Omit<ReinstateFact, 'holderId' | 'obstacle'> {
  step: ReinstatementStepName;
  outcome: ReinstatementOutcome;
  why: LostWhy | KeptWhy | null;
}

const stepOfKind: { readonly [K in ReinstatementKind]: ReinstatementStepName } = {
  'resource-owner': 'transfer',
  'resource-runs-as': 'transfer',
  'sponsored-guest': 'transfer',
  'service-account': 'transfer',
  'managed-member': 'transfer',
  'approval-waiting': 'transfer',
  'invitation-sent': 'transfer',
  'follow-up': 'transfer',
  'team-membership': 'access',
  share: 'access',
  bookmark: 'access',
  'came-along': 'access',
  'billing-contact': 'activate',
  custodian: 'activate',
  'open-follow-up': 'activate',
  'api-key': 'plan',
  session: 'plan',
  'service-account-key': 'plan',
  'connection-secret': 'plan',
  'webhook-secret': 'plan',
  grant: 'plan',
};

const lost: { readonly [K in ItemKind]?: LostWhy } = {
  'api-key': 'key-ended',
  session: 'signed-out',
  'service-account-key': 'rotated',
  'connection-secret': 'rotated',
  'webhook-secret': 'rotated',
  grant: 'grant-revoked',
};

/**
 * The inverse of one change of a removal (design, promise 6): what still is as the removal left it is put back; what someone has changed since stays, and says
 * so; what was ended for good is named. Preview and run are this function on the same facts.
 */
export function reinstate({ holderId, obstacle, ...fact }: ReinstateFact): ReinstatementItem {
  const { kind } = fact;
  const step = stepOfKind[kind];
  const ended = kind in lost ? lost[kind as ItemKind] : undefined;
  if (ended !== undefined) return { ...fact, step, outcome: 'impossible', why: ended };
  if (obstacle !== null) return { ...fact, step, outcome: 'kept', why: obstacle };
  if (holderId === fact.receiverId) return { ...fact, step, outcome: 'restored', why: null };
  return { ...fact, step, outcome: 'kept', why: fact.receiverId === null ? 'given-since' : 'changed-since' };
}

export function titleOfReinstated(kind: ReinstatementKind): string {
  switch (kind) {
    case 'came-along':
      return 'a share that came along with what was received';
    case 'open-follow-up':
      return 'a follow-up that the removal asked for';
    default:
      return itemKinds[kind].title;
  }
}

/** Something that a reinstatement would not bring back, by kind. */
export interface NotRestored {
  kind: ItemKind;
  count: number;
  why: LostWhy;
}

/** The list that the preview of a removal prints beforehand: what of these items no reinstatement brings back (design, promise 6). By kind. */
export function notRestored(items: readonly { kind: ItemKind }[]): NotRestored[] {
  const counts = new Map<ItemKind, number>();
  for (const { kind } of items) if (kind in lost) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .flatMap(([kind, count]) => {
      const why = lost[kind];
      return why === undefined ? [] : [{ kind, count, why }];
    })
    .sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

/** The text of one item for the hash of a reinstatement's plan: SHA-256 over `[`, the texts joined by `,` in the order of the work, `]`. */
export function hashedReinstatement({ key, outcome, why, receiverId }: ReinstatementItem): string {
  return canonicalJson({ key, outcome, why, receiverId });
}
