import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { beside, organization } from '../../shell/routes.ts';

const settings = createRoute({
  getParentRoute: () => organization,
  path: 'settings',
  component: lazyRouteComponent(() => import('./SettingsPage.tsx'), 'SettingsPage'),
});

const settingsForms = [
  createRoute({
    getParentRoute: () => settings,
    path: 'rename',
    staticData: beside,
    component: lazyRouteComponent(() => import('./NameForms.tsx'), 'RenameForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'contact/$contact',
    staticData: beside,
    component: lazyRouteComponent(() => import('./NameForms.tsx'), 'ContactForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'joining',
    staticData: beside,
    component: lazyRouteComponent(() => import('./PolicyForms.tsx'), 'JoiningForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'email-domain',
    staticData: beside,
    component: lazyRouteComponent(() => import('./PolicyForms.tsx'), 'EmailDomainForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'oauth-client/$provider',
    staticData: beside,
    component: lazyRouteComponent(() => import('./OauthClientForm.tsx'), 'OauthClientForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'sso',
    staticData: beside,
    component: lazyRouteComponent(() => import('./SsoForms.tsx'), 'SetSsoForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'sso/rename',
    staticData: beside,
    component: lazyRouteComponent(() => import('./SsoForms.tsx'), 'RenameSsoForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'sso/change-secret',
    staticData: beside,
    component: lazyRouteComponent(() => import('./SsoForms.tsx'), 'SsoSecretForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'removal',
    staticData: beside,
    component: lazyRouteComponent(() => import('./RemovalForms.tsx'), 'RemovalForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'follow-ups',
    staticData: beside,
    component: lazyRouteComponent(() => import('./RemovalForms.tsx'), 'FollowUpRulesForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'mass-removals',
    staticData: beside,
    component: lazyRouteComponent(() => import('./RemovalForms.tsx'), 'MassRemovalRulesForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'audit',
    staticData: beside,
    component: lazyRouteComponent(() => import('./AuditForm.tsx'), 'AuditForm'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: 'close',
    staticData: beside,
    component: lazyRouteComponent(() => import('./NameForms.tsx'), 'CloseForm'),
  }),
] as const;

export const settingsRoutes = [settings.addChildren(settingsForms)] as const;
