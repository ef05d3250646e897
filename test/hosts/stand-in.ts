// A stand-in for Doorward with the three answers that a host needs: what the host does with them is tested here, the answers themselves elsewhere.
import { randomUUID } from 'node:crypto';
import fastify from 'fastify';

export interface StandIn {
  url: string;
  /** What the next checks are answered with. */
  check: (question: { resource: string; action: string }) => { allowed: boolean; because: string };
  /** Which keys are good. */
  keys: Set<string>;
  /** HTTP status that everything is answered with, instead of an answer. */
  failing: number | undefined;
  /** Hears of every request. */
  onRequest: () => void;
  /** Resources by `kind/hostId`. */
  resources: Map<string, { id: string; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

export async function standIn(port = 0): Promise<StandIn> {
  const app = fastify({ forceCloseConnections: true });
  const doorward: StandIn = {
    url: '',
    check: () => ({ allowed: true, because: 'team Data holds use on it' }),
    keys: new Set(),
    failing: undefined,
    onRequest: () => {},
    resources: new Map(),
    close: () => app.close(),
  };
  app.addHook('onRequest', async (_request, reply) => {
    doorward.onRequest();
    if (doorward.failing !== undefined) await reply.code(doorward.failing).send({ title: 'as it was told to' });
  });
  app.post<{ Body: { questions: { resource: string; action: string }[] } }>(
    '/v1/organizations/:organization/access/check',
    async ({ body }) => ({
      answers: body.questions.map((question) => ({ ...doorward.check(question), as: 'somebody', caretaker: false })),
    }),
  );
  app.post<{ Body: { key: string } }>('/v1/organizations/:organization/access/verify', async ({ body }) =>
    doorward.keys.has(body.key)
      ? { valid: true, memberId: 'a-service-account' }
      : { valid: false, because: 'the key was revoked' },
  );
  for (const path of ['resources', 'connections'])
    app.post<{ Body: Record<string, unknown> }>(`/v1/organizations/:organization/${path}`, async ({ body }) => {
      const { kind = 'connection', hostId } = body;
      const key = `${String(kind)}/${String(hostId)}`;
      const resource = doorward.resources.get(key) ?? { id: randomUUID(), body };
      doorward.resources.set(key, resource);
      return { id: resource.id };
    });
  doorward.url = await app.listen({ port, host: '127.0.0.1' });
  return doorward;
}
