export interface SignInLinkActivities {
  /** Mails the link and its code, while they are good. `now`: the workflow's time, ISO 8601, UTC. Fails `mail-unreachable`, `mail-refused`. */
  mailSignInLink(input: { signInLinkId: string; now: string }): Promise<void>;
}
