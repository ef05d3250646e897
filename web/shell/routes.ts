import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router';
import { paths } from '../paths.ts';
import { problemOf } from '../problem.ts';
import { organizationQuery } from '../session.ts';
import { ErrorPage, MissingPage } from './ErrorPage.tsx';
import { OrganizationLayout } from './OrganizationLayout.tsx';
import { Root } from './Root.tsx';

export const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Root,
  notFoundComponent: MissingPage,
  errorComponent: ErrorPage,
});

export const organization = createRoute({
  getParentRoute: () => root,
  path: '/o/$organization',
  beforeLoad: async ({ context, params, location }) => {
    await orSignIn(context.queries.ensureQueryData(organizationQuery(params.organization)), location.href);
  },
  component: OrganizationLayout,
  errorComponent: ErrorPage,
});

export const organizationHome = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: paths.members(params.organization), replace: true });
  },
});

/** A form beside its page: not announced as a page. */
export const beside = { beside: true };

/** Who is not signed in is asked to, and then sees the page they wanted. */
export async function orSignIn<Data>(read: Promise<Data>, href: string): Promise<Data> {
  try {
    return await read;
  } catch (error) {
    if (problemOf(error).name !== 'unauthenticated') throw error;
    throw redirect({ to: paths.signIn(), search: { to: href }, replace: true });
  }
}
