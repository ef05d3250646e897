import type { Schema } from './client.ts';

// What may stand behind the question mark of an address. It comes from anywhere: what doesn't fit is left out.

type Search = Record<string, unknown>;

/** Narrows a list to one of these statuses. */
export function statusSearch<const Status>(statuses: readonly Status[]) {
  return ({ status }: Search): { status?: Status } => (isOneOf(status, statuses) ? { status } : {});
}

const memberStatus = statusSearch(['invited', 'active', 'suspended', 'deactivated', 'removed']);

export function memberSearch(search: Search): { status?: Schema<'MemberStatus'>; search?: string } {
  const text = search['search'];
  return { ...memberStatus(search), ...(typeof text === 'string' && text !== '' && { search: text }) };
}

/** What is typed into a list's search, and whether archived ones show too. */
export function textSearch({ search, archived }: Search): { search?: string; archived?: true } {
  return {
    ...(typeof search === 'string' && search !== '' && { search }),
    ...(archived === true && { archived }),
  };
}

/** Whether archived ones show too. */
export function archivedSearch({ archived }: Search): { archived?: true } {
  return archived === true ? { archived } : {};
}

export function resourceSearch(search: Search): { search?: string; archived?: true; kind?: string } {
  const { kind } = search;
  return { ...textSearch(search), ...(typeof kind === 'string' && kind !== '' && { kind }) };
}

/** `all=true`: everybody’s, not only what waits for the reader. */
export function allSearch({ all }: Search): { all?: true } {
  return all === true ? { all } : {};
}

const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);

/** The leave that a removal is started for, and its instant. */
export function leaveSearch({ leave, at }: Search): { leave?: string; at?: string } {
  return isId(leave) && isInstant(at) ? { leave, at } : {};
}

const actions = ['view', 'use', 'run', 'edit', 'share', 'transfer', 'archive', 'reveal'] as const;

/** Who may do what to which resource; `refused=true`: those too who may not. */
export function accessSearch({ resource, action, refused }: Search): AccessSearch {
  return {
    ...(typeof resource === 'string' && resource !== '' && { resource }),
    ...(isOneOf(action, actions) && { action }),
    ...(refused === true && { refused }),
  };
}
export interface AccessSearch {
  resource?: string;
  action?: (typeof actions)[number];
  refused?: true;
}

/** What of the audit is shown. `from` and `before` are instants (ISO 8601). */
export interface AuditSearch {
  actorId?: string;
  action?: string;
  object?: string;
  objectId?: string;
  from?: string;
  before?: string;
}
export function auditSearch(search: Search): AuditSearch {
  const text = (name: keyof AuditSearch, form: RegExp) => {
    const value = search[name];
    return typeof value === 'string' && form.test(value) ? { [name]: value } : {};
  };
  const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
  return {
    ...text('actorId', id),
    ...text('action', /^[a-z-]+(\.[a-z-]+)?$/),
    ...text('object', /^[a-z-]+$/),
    ...text('objectId', id),
    ...text('from', instant),
    ...text('before', instant),
  };
}

/** Where a sign-in leads: to an address of the console, never elsewhere. */
export function returnSearch({ to }: Search): { to?: string } {
  return typeof to === 'string' && to.startsWith('/') && new URL(to, location.origin).origin === location.origin
    ? { to }
    : {};
}

function isOneOf<Value>(value: unknown, values: readonly Value[]): value is Value {
  return values.includes(value as Value);
}
