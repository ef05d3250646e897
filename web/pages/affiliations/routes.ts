import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { beside, organization } from '../../shell/routes.ts';

const affiliations = createRoute({
  getParentRoute: () => organization,
  path: 'affiliations',
  component: lazyRouteComponent(() => import('./AffiliationsPage.tsx'), 'AffiliationsPage'),
});

const affiliationForms = [
  createRoute({
    getParentRoute: () => affiliations,
    path: 'offer',
    staticData: beside,
    component: lazyRouteComponent(() => import('./OfferForm.tsx'), 'OfferForm'),
  }),
  createRoute({
    getParentRoute: () => affiliations,
    path: 'accept',
    staticData: beside,
    component: lazyRouteComponent(() => import('./AcceptForm.tsx'), 'AcceptForm'),
  }),
] as const;

export const affiliationRoutes = [affiliations.addChildren(affiliationForms)] as const;
