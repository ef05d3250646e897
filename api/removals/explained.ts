import type { MemberRef } from '../../prisma/queries/members/refs.ts';
import type { Explanation, PassedOver } from '../../rules/removals/succession.ts';
import type { SuccessorRule } from '../../rules/removals/items.ts';

const rules: Readonly<Record<SuccessorRule, string>> = {
  item: 'named for this item',
  kind: 'named for its kind',
  rest: 'named for all that is left',
  redirect: 'named by whoever it was offered to',
  owner: 'owner of its connection',
  team: 'maintainer of its team',
  manager: 'manager',
  custodian: 'custodian',
};

const reasons: Readonly<Record<PassedOver['because'], string>> = {
  'not-a-member': 'no member here',
  leaving: 'leaving too',
  ending: 'their own time ends before it would have settled',
  'not-active': 'not active',
  caretaker: 'the caretaker holds nothing for good',
  viewer: 'a viewer can hold nothing',
  'custom-role': 'their custom role may not run it',
  'service-account': 'a service account answers for nothing',
  own: 'it is about themselves, or they decide on it already',
  declined: 'declined it',
  nobody: 'there is none',
};

/** Why the rules before the one that chose chose nobody, in words. */
export function presentExplained({ among, passedOver }: Explanation, refs: ReadonlyMap<string, MemberRef>) {
  return {
    among,
    passedOver: passedOver.map(({ rule, memberId, because }) => {
      const name = memberId === null ? null : (refs.get(memberId)?.name ?? memberId);
      return { rule, memberId, says: `${rules[rule]}${name === null ? '' : ` ${name}`}: ${reasons[because]}` };
    }),
  };
}
