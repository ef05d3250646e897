import type { ConsentProblem } from '../../rules/grants/consent.ts';

/** `now`: the workflow's time, ISO 8601, UTC. */
export interface OfConsent {
  organization: string;
  consentRequestId: string;
  now: string;
}

/**
 * The activities of a consent, as its workflow sees them: ids only. Each can be killed, repeated or run twice at once. What comes to nothing is a result and stands in the
 * consent's row, with its reason; failures are what may pass.
 */
export interface ConsentRequestActivities {
  /** Exchanges the code for a shadow; gives up after five attempts: somebody waits, and codes are short-lived. Fails `provider-unreachable`, `still-running`. */
  exchangeCode(input: OfConsent): Promise<{ stored: boolean }>;
  /** Tries the shadow: by its host, where that takes consents; else by a refresh. Heartbeats. Fails `host-unreachable`, `provider-unreachable`. */
  testShadow(input: OfConsent): Promise<{ tested: boolean }>;
  /** One transaction: the connection rests on it. `byHost`: its host is to be told. */
  swapShadow(input: OfConsent): Promise<{ swapped: boolean; byHost: boolean }>;
  /** Tells the host to run on it, and keeps that it does. `round` counts the tries. `leavers`: whose removal waits for it. Heartbeats. Fails `host-refused`, `host-unreachable`. */
  settleAtHost(input: OfConsent & { round: number }): Promise<{ leavers: string[] }>;
  /** It comes to nothing, for this reason where there is none yet: the shadow is revoked at the provider, or, after five attempts, forgotten. Heartbeats. */
  endConsent(input: OfConsent & { problem?: ConsentProblem }): Promise<void>;
}
