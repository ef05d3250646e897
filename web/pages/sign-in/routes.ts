import { createRoute } from '@tanstack/react-router';
import { returnSearch } from '../../search.ts';
import { root } from '../../shell/routes.ts';
import { SignInPage } from './SignInPage.tsx';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: returnSearch,
  component: SignInPage,
});

export const signInRoutes = [signIn] as const;
