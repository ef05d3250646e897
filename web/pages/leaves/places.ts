import { useQueries, useSuspenseQuery } from '@tanstack/react-query';
import { createContext } from 'react';
import type { Schema } from '../../client.ts';
import type { WriteHeaders } from '../../command.ts';
import { type Problem, problemOf } from '../../problem.ts';
import { organizationQuery, sessionQuery } from '../../session.ts';
import { type Leave, type LeavePart, leaveRequestQuery, LOOK_AGAIN_MS } from './queries.ts';

/** One organization of a leave. `part`: what the reader may see of it there, as an admin of it; null: nothing, or (`loading`) not yet. */
export interface Place {
  id: string;
  name: string;
  /** not of the parent itself */
  asked: Leave['asked'][number] | null;
  part: LeavePart | null;
  loading: boolean;
}

/** The parent and whom it asked, each read in the reader’s own right: the API puts nothing together, and neither may. */
export function usePlaces(organization: string, leave: Leave): Place[] {
  const { data: own } = useSuspenseQuery(organizationQuery(organization));
  const { data: session } = useSuspenseQuery(sessionQuery);
  const open = session.organizations.filter((one) => one.open && one.role === 'admin').map(({ id }) => id);
  const requests = useQueries({
    queries: leave.asked.map((one) => ({
      ...leaveRequestQuery(one.organization.id, leave.id),
      enabled: open.includes(one.organization.id),
      refetchInterval: LOOK_AGAIN_MS,
    })),
  });
  return [
    { id: organization, name: own.name, asked: null, part: leave.here, loading: false },
    ...leave.asked.map((asked, at) => ({
      ...asked.organization,
      asked,
      part: requests[at]?.data?.here ?? null,
      loading: requests[at]?.isLoading === true,
    })),
  ];
}

/** What came of steering one of them. `problem` null: it was done. */
export interface Steered {
  name: string;
  problem: Problem | null;
}
export const ShowSteered = createContext<(steered: Steered[]) => void>(() => undefined);

/** Does it with each removal that has not ended, as far as the reader sees it: one after the other, and what one refuses holds up no other. */
export async function steerEach(
  places: readonly Place[],
  headers: WriteHeaders,
  steer: (path: { organization: string; removal: string }, header: WriteHeaders) => Promise<Schema<'Removal'>>,
): Promise<Steered[]> {
  const steered: Steered[] = [];
  for (const { id: organization, name, part } of places) {
    if (part?.removal == null || part.removal.endedAt !== null) continue;
    const header = { 'idempotency-key': `${headers['idempotency-key']}-${part.removal.id}` }; // not that of the leave’s own change
    try {
      await steer({ organization, removal: part.removal.id }, header);
      steered.push({ name, problem: null });
    } catch (error) {
      steered.push({ name, problem: problemOf(error) });
    }
  }
  return steered;
}
