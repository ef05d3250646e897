import type { Failure } from '../../../../rules/failures.ts';

/** A resource by our id, or by the host's. */
export type Ref = string | { kind: string; hostId: string };

/** What a host says of one of its objects. What is left out stays as it is; null: there is none any more. */
export interface ImportedResource {
  kind: string;
  hostId: string;
  name: string;
  /** owner, runs-as and team count where the resource is new: afterwards they are Doorward's to know, and change by a transfer */
  ownerId?: string | undefined;
  ownerTeamId?: string | undefined;
  runsAsId?: string | undefined;
  teamId?: string | undefined;
  target?: Ref | null | undefined;
  everySeconds?: number | null | undefined;
  nextRunAt?: Date | null | undefined;
  /** exactly these */
  connections?: readonly Ref[] | undefined;
  /** needed where a connection is new, and only for connections */
  connection?: { provider: string; auth: 'secret' | 'oauth' } | undefined;
}

/** The host has removed its object. */
export interface ArchivedResource {
  kind: string;
  hostId: string;
}

/** What became of one line. `differs`: where the line names somebody else than Doorward knows. */
export type Outcome =
  | { status: 'created' | 'changed' | 'unchanged' | 'restored' | 'archived'; id: string; differs?: string[] }
  | { status: 'refused'; failure: Failure };

/** At most so many lines in one transaction. */
export const mostLines = 1000;

export const keyOf = ({ kind, hostId }: { kind: string; hostId: string }): string => `${kind}\n${hostId}`;
