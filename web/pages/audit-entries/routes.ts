import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { auditSearch } from '../../search.ts';
import { organization } from '../../shell/routes.ts';

const auditEntries = createRoute({
  getParentRoute: () => organization,
  path: 'audit-entries',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./AuditEntriesPage.tsx'), 'AuditEntriesPage'),
});

export const auditEntryRoutes = [auditEntries] as const;
