import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { organization } from '../../shell/routes.ts';
import { bookmarksQuery } from './queries.ts';

export const bookmarkRoutes = [
  createRoute({
    getParentRoute: () => organization,
    path: 'bookmarks',
    loader: ({ context, params }) => context.queries.ensureQueryData(bookmarksQuery(params.organization)),
    component: lazyRouteComponent(() => import('./BookmarksPage.tsx'), 'BookmarksPage'),
  }),
] as const;
