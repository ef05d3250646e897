import type { Schema } from '../../client.ts';

type Why = Schema<'ReinstatementWhy'>;

/** Why something is not as it was before the removal. */
export const whyWords: Readonly<Record<Why, string>> = {
  'key-ended': 'A key that has ended stays ended: they make a new one',
  'signed-out': 'They sign in again',
  rotated: 'The secret was changed, and stays so',
  'grant-revoked': 'The consent was revoked at the provider: they give it anew',
  'changed-since': 'Someone else has it since, and keeps it',
  'given-since': 'It was given anew since, and stays so',
  'ended-since': 'It is over by now',
  'archived-since': 'The team was archived since',
  'needs-others': 'It runs on something that stays with others: as them it would fail',
  'relied-on': 'Something that stays with the receiver goes on by it',
};

export const reinstatementStepWords: Readonly<Record<Schema<'ReinstatementStepName'>, string>> = {
  plan: 'Plan',
  transfer: 'Give back ownership',
  access: 'Give back access',
  activate: 'Let them in again',
};
