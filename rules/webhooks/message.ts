/** One event as it is kept. `at`: ISO 8601, UTC. */
export interface EventFacts {
  organization: string;
  sequence: number;
  type: string;
  object: string;
  objectId: string | null;
  at: string;
  data: unknown;
}

/** What goes over the wire: `id` is the header `webhook-id`, the same at every attempt. */
export interface Message {
  id: string;
  body: string;
}

/** The message of an event (Standard Webhooks: type, timestamp, data). Whoever gets it drops what it has by `sequence`, which grows by order. */
export function messageOf({ organization, sequence, type, object, objectId, at, data }: EventFacts): Message {
  const body = { type, timestamp: at, organization, sequence, data: { object, objectId, ...(data as object) } };
  return { id: `evt_${organization}_${sequence}`, body: JSON.stringify(body) };
}

/** A ping, of no event: it says that the address and the secret are right. */
export function testMessage({
  organization,
  testId,
  at,
}: {
  organization: string;
  testId: string;
  at: string;
}): Message {
  const body = { type: 'webhook.test', timestamp: at, organization, data: {} };
  return { id: `test_${testId}`, body: JSON.stringify(body) };
}
