import type { z } from 'zod';
import { makeAccessChange, previewAccessChange } from '../../prisma/commands/access-changes/make.ts';
import type { AccessChange } from '../../rules/access-changes/effects.ts';
import type { App } from '../app-types.ts';
import { actorOf } from '../auth.ts';
import { choicesOf } from '../removals/choices.ts';
import { IdempotencyHeaders, OrganizationParams, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { presentEffects } from './present.ts';
import { AccessChangeEffects, MakeAccessChange, PreviewAccessChange } from './schemas.ts';

const accessChanges = '/v1/organizations/:organization/access-changes';
const tags = ['Access changes'];

/** Another role, leaving a team, a share, a team or a permission that ends: seen beforehand, and done with all that it entails. */
export function accessChangesRoutes(app: App, services: Services): void {
  const { db, secrets } = services;
  app.post(
    `${accessChanges}/preview`,
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'previewAccessChange',
        summary:
          'See what would be lost and stop by another role, a team left or archived, a share or a permission that ends; nothing is changed',
        tags,
        params: OrganizationParams,
        body: PreviewAccessChange,
        response: { 200: AccessChangeEffects, ...problems },
      },
    },
    async (request) => {
      const { organization } = request.params;
      const effects = await previewAccessChange(db, organization, actorOf(request), inputOf(request.body));
      return await presentEffects(services, organization, effects);
    },
  );
  app.post(
    accessChanges,
    {
      config: { access: { role: 'admin', scope: 'write', fresh: true } },
      schema: {
        operationId: 'makeAccessChange',
        summary: 'Make a change of access, with its hand-overs and rotations, as previewed',
        tags,
        params: OrganizationParams,
        headers: IdempotencyHeaders,
        body: MakeAccessChange,
        response: { 200: AccessChangeEffects, ...problems },
      },
    },
    async (request) => {
      const { organization } = request.params;
      const input = { ...inputOf(request.body), planHash: request.body.planHash };
      const effects = await makeAccessChange(db, secrets, organization, actorOf(request), input);
      return await presentEffects(services, organization, effects);
    },
  );
}

function inputOf({ change, successors }: z.output<typeof PreviewAccessChange>) {
  return { change: changeOf(change), successors: choicesOf(successors), now: new Date() };
}

/** Without the keys that were left out. */
function changeOf(change: z.output<typeof PreviewAccessChange>['change']): AccessChange {
  if (change.kind === 'unshare') {
    const { kind, shareId, level } = change;
    return { kind, shareId, ...(level === undefined ? {} : { level }) };
  }
  if (change.kind !== 'archive-custom-role') return change;
  const { kind, customRoleId, replacement } = change;
  return { kind, customRoleId, ...(replacement === undefined ? {} : { replacement }) };
}
