import {
  addPermission,
  buildOn,
  removePermission,
  renameCustomRole,
} from '../../prisma/commands/custom-roles/change.ts';
import type { App } from '../app-types.ts';
import { actorOf } from '../auth.ts';
import { IdempotencyHeaders, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { customRoleIn } from './present.ts';
import { BuildOn, ChangePermission, CustomRole, RenameCustomRole } from './schemas.ts';

const one = '/v1/organizations/:organization/custom-roles/:customRole';
const admins = { access: { role: 'admin', scope: 'write' } } as const;
const freshAdmins = { access: { role: 'admin', scope: 'write', fresh: true } } as const;
const shared = {
  tags: ['Custom roles'],
  params: paramsWith('customRole'),
  headers: IdempotencyHeaders,
  response: { 200: CustomRole, ...problems },
};

export function customRoleChangeRoutes(app: App, services: Services): void {
  const { db } = services;
  app.post(
    `${one}/rename`,
    {
      config: admins,
      schema: { operationId: 'renameCustomRole', summary: 'Rename a custom role', ...shared, body: RenameCustomRole },
    },
    async (request) => {
      const { organization, customRole: customRoleId } = request.params;
      await renameCustomRole(db, organization, actorOf(request), { customRoleId, name: request.body.name });
      return await customRoleIn(services, request, customRoleId);
    },
  );
  app.post(
    `${one}/add-permission`,
    {
      config: freshAdmins,
      schema: {
        operationId: 'addPermission',
        summary: 'Let its holders do more',
        ...shared,
        body: ChangePermission,
      },
    },
    async (request) => {
      const { organization, customRole: customRoleId } = request.params;
      await addPermission(db, organization, actorOf(request), { customRoleId, ...request.body, now: new Date() });
      return await customRoleIn(services, request, customRoleId);
    },
  );
  app.post(
    `${one}/remove-permission`,
    {
      config: admins, // to let people do less waits for no new sign-in
      schema: {
        operationId: 'removePermission',
        summary: 'Let its holders do less, and those of what builds on it',
        ...shared,
        body: ChangePermission,
      },
    },
    async (request) => {
      const { organization, customRole: customRoleId } = request.params;
      await removePermission(db, organization, actorOf(request), { customRoleId, ...request.body, now: new Date() });
      return await customRoleIn(services, request, customRoleId);
    },
  );
  app.post(
    `${one}/build-on`,
    {
      config: admins, // its permissions stay
      schema: {
        operationId: 'buildOn',
        summary: 'Let it build on another custom role, or on the org role itself',
        ...shared,
        body: BuildOn,
      },
    },
    async (request) => {
      const { organization, customRole: customRoleId } = request.params;
      const { customRoleId: parentId } = request.body;
      await buildOn(db, organization, actorOf(request), { customRoleId, parentId });
      return await customRoleIn(services, request, customRoleId);
    },
  );
}
