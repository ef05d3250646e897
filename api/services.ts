import type { FastifyRequest } from 'fastify';
import type { Database } from '../prisma/client.ts';
import type { AskFacts } from '../prisma/queries/access/gathering.ts';
import type { Secrets } from '../prisma/secrets/secrets.ts';
import type { CallerRefusal } from '../rules/access/caller.ts';
import type { Action, AutomationFacts, Decision } from '../rules/access/types.ts';
import type { Signer } from '../prisma/secrets/signing.ts';
import type { Engine } from './engine.ts';

/** What the routes work with; made once per process. */
export interface Services {
  db: Database;
  secrets: Secrets;
  /** facts for access decisions, gathered over requests */
  askFacts: AskFacts;
  engine: Engine;
  /** what certificates are signed with: its public keys, old ones too; and for evidence packs */
  signer: Signer;
  keyUses: KeyUses;
  sessionUses: SessionUses;
  firstRuns: FirstRuns;
  /** who is signed in may create an organization; else only the operator, by `npm run organization` */
  peopleCreateOrganizations: boolean;
  /** webhooks may go to private addresses: for trying on one machine */
  allowPrivateHosts: boolean;
  /** public base URL, without a slash at the end */
  url: string;
  /** base URL of the Temporal UI and the namespace there, for links to a run */
  temporalUi?: { url: string; namespace: string };
}

/** Uses of API keys, good and dead, written in batches, never per request. */
export interface KeyUses {
  note(organization: string, credentialId: string, request: FastifyRequest): void;
  noteDead(organization: string, credentialId: string, because: CallerRefusal['fact'], request: FastifyRequest): void;
}

/** When sessions were used, written in batches. */
export interface SessionUses {
  note(organization: string, sessionId: string): void;
}

/** First runs after a transfer, written in batches. */
export interface FirstRuns {
  note(
    organization: string,
    automation: Pick<AutomationFacts, 'resourceId' | 'isObject'>,
    action: Action,
    decision: Decision,
  ): void;
}
