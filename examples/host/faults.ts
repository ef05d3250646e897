import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

const Fault = z.strictObject({
  /** refuse: each item with a reason. slow: answers after `ms`. fail: 503. drop: does it, but the connection breaks. none: as ever */
  fault: z.enum(['refuse', 'slow', 'fail', 'drop', 'none']),
  /** for that many hand-overs */
  times: z.int().min(1).default(1),
  ms: z.int().min(0).max(60_000).default(2000),
});

/** For tests and demonstrations: what goes wrong with the next hand-overs. */
export class Faults {
  #fault: z.infer<typeof Fault> | undefined;

  /** The fault for the hand-over that has come; counts down. */
  next(): z.infer<typeof Fault> | undefined {
    const fault = this.#fault;
    if (fault && --fault.times === 0) this.#fault = undefined;
    return fault;
  }

  route(app: FastifyInstance): void {
    app.post('/faults', async (request) => {
      const fault = Fault.parse(request.body);
      this.#fault = fault.fault === 'none' ? undefined : fault;
      return fault;
    });
  }
}
