import type { Click } from '../../rules/audit/click.ts';
import type { NamedFailure } from '../../rules/failures.ts';
import type { StepName } from '../../rules/removals/steps.ts';

/** What every activity of a removal gets. `now`: the workflow's time, ISO 8601, UTC; rules and commands know no other clock. */
export interface OfRemoval {
  organization: string;
  removalId: string;
  now: string;
}

/**
 * The activities of a removal, as its workflow sees them: ids, instants and counts. Each can be killed, repeated or run twice at once: effects have
 * receipts, batches change only what is still pending. They fail by name (`rules/failures.ts`).
 */
export interface RemovalActivities {
  /** Draft → planned: steps and items are in PostgreSQL. Heartbeats. Fails `plan-changed`, `already-leaving`, `no-successor`. */
  planRemoval(input: OfRemoval & Click): Promise<{ items: number }>;
  /** The removal waits for its effective instant; step `wait` runs. */
  startWaiting(input: OfRemoval): Promise<{ effectiveAt: string }>;
  /** Follows what successors answered, takes silence for what policy says, asks whom it concerns now, by mail. Heartbeats. `nextAt`: when to look again; null: when something happens. */
  tendOffers(input: OfRemoval): Promise<{ open: number; nextAt: string | null }>;
  /** Keeps which step has ended and which one runs now. `nth` counts these changes of the run. */
  turnStep(input: OfRemoval & { done?: StepName; running: StepName; nth: number }): Promise<void>;
  /** Keeps that a step is blocked, and until when an admin has to act; asking again makes a new deadline. */
  blockStep(input: OfRemoval & { step: StepName; failure: NamedFailure; nth: number }): Promise<{ deadline: string }>;
  /** Mails the custodian that a step is blocked and that nobody acted. Fails `mail-unreachable`. */
  tellBlocked(input: OfRemoval & { step: StepName; failure: NamedFailure; nth: number }): Promise<void>;

  /** One transaction; adopts a suspension that is there already. */
  suspendLeaver(input: OfRemoval): Promise<{ adopted: boolean }>;
  /** Computes the plan again. Heartbeats. `attempt` counts the looks. */
  replanRemoval(
    input: OfRemoval & { attempt: number },
  ): Promise<{ drifted: number; needsPerson: boolean; kinds: string }>;
  /** Owner and runs-as of everything, batch by batch. Heartbeats. */
  transferItems(input: OfRemoval): Promise<{ transferred: number }>;
  /** Tells the hosts and keeps their answers. Heartbeats. `round` counts the tries that were asked for: a host answers a repeated request as the first time. Fails `host-refused` when some items were refused, `host-unreachable`. */
  handOverToHosts(input: OfRemoval & { round: number }): Promise<{ acknowledged: number }>;
  /** Keys, sessions, teams, shares, bookmarks end; the member is deactivated, or erased as the removal says; `erasureId`: of an erasure that policy or a hold makes wait. Heartbeats. */
  deactivateLeaver(input: OfRemoval): Promise<{ ended: number; runsAsLeaver: number; erasureId?: string }>;
  /** Rotates the exposed keys, and has the hosts set new secrets of connections; what no host does is left to people. Heartbeats. `graceUntil`: when the last of the old ones ends; null: all have. */
  rotateKeys(input: OfRemoval): Promise<{ rotated: number; graceUntil: string | null }>;
  /** Asks the providers to revoke (RFC 7009) and proves it by a refused refresh. Heartbeats. What something still runs on waits for another consent, except for cause; what was refused, or not answered in five attempts, is left to people. */
  revokeGrants(input: OfRemoval): Promise<{ revoked: number; left: number }>;
  /** Opens a follow-up for each thing that only people can do. Heartbeats. */
  openFollowUps(input: OfRemoval): Promise<{ opened: number }>;
  /** Tries what people attested to have revoked, and opens it again where it still works; closes what the facts prove done, reminds and escalates what is due. `nextAt`: when to look again. Fails `mail-unreachable`. */
  tendFollowUps(input: OfRemoval): Promise<{ open: number; required: boolean; nextAt: string | null }>;
  /** Reads everything again, tries every door, signs, and completes the removal. Heartbeats. */
  certify(input: OfRemoval): Promise<{ proven: boolean }>;
  /** Mails who asked for it that it has ended, and whether anything is not proven. Fails `mail-unreachable`, `mail-refused`. */
  tellRequester(input: OfRemoval & { proven: boolean }): Promise<void>;

  pauseRemoval(input: OfRemoval & Click): Promise<void>;
  resumeRemoval(input: OfRemoval & Click): Promise<void>;
  moveDate(input: OfRemoval & Click & { effectiveAt: string; timeZone: string }): Promise<void>;
  changeSuccessor(
    input: OfRemoval & Click & { resourceId?: string; kind?: string; successorId: string },
  ): Promise<{ items: number }>;
  /** Keeps who asked for another try. */
  retryStep(input: OfRemoval & Click & { step: StepName }): Promise<void>;
  skipItem(input: OfRemoval & Click & { itemKey: string; noteId: string }): Promise<void>;
  skipStep(input: OfRemoval & Click & { step: StepName; noteId: string }): Promise<{ skipped: number }>;
  /** These items, or all that wait. `left`: how many wait on; in the histories of earlier versions it is missing, and none did. Fails `not-found`. */
  acceptDrift(input: OfRemoval & Click & { itemKeys?: string[] }): Promise<{ accepted: number; left?: number }>;
  attestFollowUp(input: OfRemoval & Click & { followUpId: string; noteId: string }): Promise<void>;
  /** Before `transfer`: everything is as it was. Fails `past-point-of-return`. */
  cancelRemoval(input: OfRemoval & Click): Promise<void>;
}
