import { createRoute } from '@tanstack/react-router';
import { returnSearch } from '../../search.ts';
import { ErrorPage } from '../../shell/ErrorPage.tsx';
import { orSignIn, root } from '../../shell/routes.ts';
import { sessionQuery } from '../../session.ts';
import { EmergencyPage } from './EmergencyPage.tsx';
import { OrganizationSignInPage } from './OrganizationSignInPage.tsx';
import { SignedInPage } from './SignedInPage.tsx';

const organizationSignIn = createRoute({
  getParentRoute: () => root,
  path: '/o/$organization/sign-in',
  validateSearch: returnSearch,
  component: OrganizationSignInPage,
  errorComponent: ErrorPage,
});
const emergency = createRoute({
  getParentRoute: () => root,
  path: '/o/$organization/sign-in/emergency',
  beforeLoad: async ({ context, location }) => {
    await orSignIn(context.queries.ensureQueryData(sessionQuery), location.href);
  },
  component: EmergencyPage,
  errorComponent: ErrorPage,
});
const signedIn = createRoute({
  getParentRoute: () => root,
  path: '/o/$organization/signed-in',
  component: SignedInPage,
});

export const ssoRoutes = [organizationSignIn, emergency, signedIn] as const;
