import type { OrgRole } from '../prisma/generated/enums.ts';

/** What an API key must be for: see ApiKeyScope. */
export type Scope = 'check' | 'read' | 'write';

/**
 * Who may call a route. `anyone`: no caller. `person`: a session, outside any organization. Else a member of the organization in the path with at
 * least this org role; a program's key must have the scope. `fresh`: the person must have signed in within the last 15 minutes.
 */
export type Access = 'anyone' | 'person' | { role: OrgRole; scope: Scope; fresh?: true };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}
