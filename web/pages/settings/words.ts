/** What the choices of a policy mean. */
export const unlistedWords = {
  approve: 'Approved first',
  send: 'Invited at once',
  refuse: 'Refused',
} as const;
export const endingWords = {
  deactivate: 'Deactivation: name and history stay',
  erase: 'Erasure: a pseudonym stays',
} as const;
export const erasureWords = {
  forbidden: 'Forbidden',
  allowed: 'Allowed',
  'after-approval': 'After an approval',
} as const;
export const rotateWords = {
  created: 'What the leaver created',
  revealed: 'What they created or were shown',
  'could-have-revealed': 'Whatever they could have been shown',
} as const;
export const silenceWords = {
  accept: 'Accepts',
  custodian: 'Leaves it to the custodian',
} as const;
export const ruleWords = {
  claimed: 'Claimed: invited at once',
  guest: 'Guest: approved first',
  blocked: 'Blocked: refused',
} as const;

/** As a Select takes it. */
export const choices = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));
