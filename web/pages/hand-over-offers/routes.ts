import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { allSearch } from '../../search.ts';
import { beside, organization } from '../../shell/routes.ts';
import { offerQuery } from './queries.ts';

const offers = createRoute({
  getParentRoute: () => organization,
  path: 'hand-over-offers',
  validateSearch: allSearch,
  component: lazyRouteComponent(() => import('./OffersPage.tsx'), 'OffersPage'),
});

const offer = createRoute({
  getParentRoute: () => organization,
  path: 'hand-over-offers/$offer',
  loader: ({ context, params }) => context.queries.ensureQueryData(offerQuery(params.organization, params.offer)),
  component: lazyRouteComponent(() => import('./OfferPage.tsx'), 'OfferPage'),
});

const offerForms = [
  createRoute({
    getParentRoute: () => offer,
    path: 'decline',
    staticData: beside,
    component: lazyRouteComponent(() => import('./DeclineForm.tsx'), 'DeclineForm'),
  }),
  createRoute({
    getParentRoute: () => offer,
    path: 'redirect',
    staticData: beside,
    component: lazyRouteComponent(() => import('./RedirectForm.tsx'), 'RedirectForm'),
  }),
] as const;

export const handOverOfferRoutes = [offers, offer.addChildren(offerForms)] as const;
