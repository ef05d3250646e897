export interface Body {
  at: string;
  action: string;
  object: string;
  objectId?: string;
  actor: { readonly [fact: string]: unknown };
  before?: unknown;
  after?: unknown;
  reason?: string;
}

/** What is hashed, read again: rules/audit/entry.ts wrote it. */
export const readBody = (body: string): Body => JSON.parse(body) as Body;
