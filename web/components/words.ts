/** Words for what the API names in one token. */
export const roleWords = {
  viewer: { label: 'Viewer', says: 'reads' },
  member: { label: 'Member', says: 'creates and edits within team scope' },
  admin: { label: 'Admin', says: 'members, connections, security, billing contact' },
} as const;

export const teamRoleWords = {
  member: { label: 'Member', says: 'uses and edits what lies in its scope' },
  maintainer: { label: 'Maintainer', says: 'also manages it, and who is in the team' },
} as const;

export const shareLevelWords = {
  view: { label: 'View', says: 'see it' },
  use: { label: 'Use', says: 'also run it, or run on it' },
  edit: { label: 'Edit', says: 'also change it' },
  manage: { label: 'Manage', says: 'also share, transfer and archive it, and reveal a connection’s secret' },
} as const;

/** What a custom role can hold, and what of a resource can be asked about. */
export const permissionWords = {
  view: { label: 'View', says: 'see it in lists and open it' },
  use: { label: 'Use', says: 'let automation run on a connection; shows no secret' },
  run: { label: 'Run', says: 'run pipelines, schedules and what else a host registers' },
  edit: { label: 'Edit', says: 'change it, and set a connection’s secret' },
  share: { label: 'Share', says: 'give others and teams access to it' },
  transfer: { label: 'Transfer', says: 'change owner, runs-as and team' },
  archive: { label: 'Archive', says: 'end it, and restore it' },
  reveal: { label: 'Reveal', says: 'be shown a connection’s secret' },
  create: { label: 'Create', says: 'register resources and create connections' },
} as const;

type PermissionWord = keyof typeof permissionWords;
/** The same, in order. */
export const permissionEntries = Object.entries(permissionWords) as [PermissionWord, { label: string; says: string }][];

export const relationshipWords = { employee: 'Employee', contractor: 'Contractor', guest: 'Guest' } as const;

/** Which rule chose a successor. */
export const successorRuleWords: Readonly<Record<string, string>> = {
  item: 'named for this item',
  kind: 'named for its kind',
  rest: 'named for all that is left',
  redirect: 'named by whoever it was offered to',
  owner: 'owns its connection',
  team: 'maintains its team',
  manager: 'manager of the person',
  custodian: 'custodian',
};

/** What a removal does with an item. */
export const actionWords: Readonly<Record<string, string>> = {
  transfer: 'Transfer',
  revoke: 'Revoke',
  end: 'End',
  rotate: 'Rotate',
  'revoke-upstream': 'Revoke at the provider',
};

/** `approval-waiting`, `endsAt` → `Approval waiting`, `Ends at`: for what has no words of its own here. */
export function humanize(token: string): string {
  const spaced = token.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[-_]+/g, ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

/** `owns a resource` → `Owns a resource` */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 item`, `3 items`, `3 entries` */
export function counted(count: number, one: string, many = `${one}s`.replace(/([^aeiou])ys$/, '$1ies')): string {
  return `${new Intl.NumberFormat('en').format(count)} ${count === 1 ? one : many}`;
}
