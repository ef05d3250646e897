import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { problemOf } from './problem.ts';

/**
 * What was read, kept for a few seconds. After every write all that is on the page is read again: nothing can be forgotten. Only then is the
 * write over, and a form or question closes: what stands below it offers nothing that the write has made impossible.
 * @param onSignedOut told when the API says that nobody is signed in any more, or not as the organization wants it
 */
export function newQueryClient(onSignedOut: (problem: 'unauthenticated' | 'sso-needed') => void): QueryClient {
  const queries: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 2 && isPassing(problemOf(error).status),
      },
    },
    queryCache: new QueryCache({
      onError: (error) => {
        const { name } = problemOf(error);
        if (name === 'unauthenticated' || name === 'sso-needed') onSignedOut(name);
      },
    }),
    mutationCache: new MutationCache({ onSuccess: () => queries.invalidateQueries() }),
  });
  return queries;
}

/** No answer, or a failure on the server's side. */
function isPassing(status: number): boolean {
  return status === 0 || status >= 500;
}
