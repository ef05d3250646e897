import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { organization } from '../../shell/routes.ts';

const evidencePacks = createRoute({
  getParentRoute: () => organization,
  path: 'evidence-packs',
  component: lazyRouteComponent(() => import('./EvidencePackPage.tsx'), 'EvidencePackPage'),
});

export const evidencePackRoutes = [evidencePacks] as const;
