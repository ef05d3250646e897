/** A mailed link, as its process knows it: no secret in it. Instants are ISO 8601, UTC. */
export type SentLink = {
  /** counts the links of an invitation: only the newest is good */
  version: number;
  /** SHA-256 of the token, hex */
  tokenHash: string;
  sentAt: string;
  expiresAt: string;
  reminderDays: number;
};
