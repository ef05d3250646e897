import type { TestOrganization } from '../../support/organization.ts';
import type { Ask } from './api.ts';
import type { Known } from './arbitrary.ts';

/** Makes one of everything that needs no process, over HTTP, as an admin. @returns their ids by what path parameters call them */
export async function makeEstate(
  admin: Ask,
  organization: TestOrganization,
  members: readonly string[],
): Promise<Known> {
  const made = async (path: string, body: object) => {
    const answer = await admin('POST', `/v1/organizations/${organization.id}/${path}`, { body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    return answer.json;
  };
  const team = await made('teams', { name: 'Data' });
  const customRole = await made('custom-roles', {
    name: 'Auditor',
    buildsOn: { role: 'member' },
    permissions: ['view'],
  });
  const robot = await made('service-accounts', { name: 'CI', purpose: 'runs', role: 'member' });
  const pipeline = { kind: 'pipeline', hostId: 'p1', name: 'Nightly', runsAsId: organization.admin };
  const resource = await made('resources', pipeline);
  const connection = await made('connections', {
    hostId: 'c1',
    name: 'Warehouse',
    provider: 'snow',
    auth: 'secret',
    secret: 's3cret',
  });
  const share = await made('shares', { resourceId: resource.id, memberId: robot.id, level: 'use' });
  const key = await made('api-keys', { name: 'mine', scopes: ['read'] });
  const webhook = await made('webhooks', { url: 'https://hooks.example/x', description: 'Platform' });
  await made('bookmarks', { resourceId: resource.id });
  await made('grants', { connectionId: connection.id, provider: 'snow', token: 'tok' });
  return {
    organization: [organization.id],
    member: [...members, organization.admin, organization.caretaker, robot.id],
    team: [team.id],
    customRole: [customRole.id],
    resource: [resource.id, connection.id],
    connection: [connection.id],
    share: [share.id],
    key: [key.id],
    webhook: [webhook.id],
    serviceAccount: [robot.id],
    holder: [organization.admin, robot.id],
  };
}
