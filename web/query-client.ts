import { MutationCache, QueryClient } from '@tanstack/react-query';
import { problemOf } from './problem.ts';

/** What was read, kept for a few seconds. After every write all that is on the page is read again: nothing can be forgotten. */
export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && isPassing(problemOf(error).status),
    },
  },
  mutationCache: new MutationCache({ onSuccess: () => void queryClient.invalidateQueries() }),
});

/** No answer, or a failure on the server's side. */
function isPassing(status: number): boolean {
  return status === 0 || status >= 500;
}
