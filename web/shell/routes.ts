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
    const read = context.queries.ensureQueryData(organizationQuery(params.organization));
    await orSignIn(read, location.href, paths.organizationSignIn(params.organization));
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

/** Who is not signed in is asked to, by the organization's own sign-in (`sso`) where that is needed, and then sees the page they wanted. */
export async function orSignIn<Data>(read: Promise<Data>, href: string, sso = paths.signIn()): Promise<Data> {
  try {
    return await read;
  } catch (error) {
    const { name } = problemOf(error);
    if (name !== 'unauthenticated' && name !== 'sso-needed') throw error;
    throw redirect({ to: name === 'sso-needed' ? sso : paths.signIn(), search: { to: href }, replace: true });
  }
}
