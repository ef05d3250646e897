import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { routeTree } from './routes.ts';
import { MissingPage, PageError } from './shell/ErrorPage.tsx';

export function consoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: MissingPage,
    defaultPreloadStaleTime: 0, // the queries know how fresh they are
    search: { strict: true }, // only what a route has checked
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof consoleRouter>;
  }
}
