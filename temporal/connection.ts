import { Client, Connection } from '@temporalio/client';

/** Where the Temporal frontend is: `host:port`, and the namespace there. */
export interface TemporalAddress {
  address: string;
  namespace: string;
}

/**
 * A client that connects at its first call, so that an API process starts, and suspends people, while Temporal is down.
 * Calls have no deadline of their own: give one with `client.withDeadline(Date.now() + ms, …)`.
 */
export function temporalClient({ address, namespace }: TemporalAddress): Client {
  return new Client({ connection: Connection.lazy({ address }), namespace });
}
