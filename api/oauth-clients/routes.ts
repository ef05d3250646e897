import { removeOauthClient, setOauthClient } from '../../prisma/commands/oauth-clients/oauth-clients.ts';
import { listOauthClients } from '../../prisma/queries/oauth-clients/list.ts';
import { consentedUri } from '../../rules/grants/consent.ts';
import { providerProfiles } from '../../rules/grants/providers.ts';
import type { App } from '../app-types.ts';
import { actorOf } from '../auth.ts';
import { checkAddress } from '../public-address.ts';
import { IdempotencyHeaders, OrganizationParams, paramsWith, problems } from '../schemas.ts';
import type { Services } from '../services.ts';
import { OauthClientList, SetOauthClient } from './schemas.ts';

const clients = '/v1/organizations/:organization/oauth-clients';
const tags = ['OAuth clients'];
const response = { 200: OauthClientList, ...problems };
const writing = { access: { role: 'admin', scope: 'write', fresh: true } } as const;

const providers = providerProfiles.flatMap(({ title, names: [name = ''], ...profile }) => {
  const { authorizationEndpoint, tokenEndpoint, revocationEndpoint } = profile;
  return { title, name, authorizationEndpoint, tokenEndpoint, revocationEndpoint };
});

export function oauthClientsRoutes(app: App, services: Services): void {
  const { db, secrets } = services;
  const all = async (organization: string) => ({
    items: (await listOauthClients(db, organization)).map((client) => ({
      ...client,
      redirectUri: consentedUri(services.url, organization, client.provider),
    })),
    redirectUris: consentedUri(services.url, organization, ''),
    providers,
  });
  app.get(
    clients,
    {
      config: { access: { role: 'admin', scope: 'read' } },
      schema: {
        operationId: 'listOauthClients',
        summary: 'List OAuth clients, by provider',
        tags,
        params: OrganizationParams,
        response,
      },
    },
    ({ params }) => all(params.organization),
  );
  const summary = 'Set the OAuth client for a provider, or change the one that is set';
  const setting = { tags, params: OrganizationParams, headers: IdempotencyHeaders, body: SetOauthClient, response };
  app.post(
    clients,
    { config: writing, schema: { operationId: 'setOauthClient', summary, ...setting } },
    async (request) => {
      const { organization } = request.params;
      const { provider, clientId, scopes, ...rest } = request.body;
      for (const field of ['authorizationEndpoint', 'tokenEndpoint', 'revocationEndpoint'] as const)
        if (rest[field] !== undefined) await checkAddress(services, rest[field], field);
      const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
      const input = { provider, clientId, scopes, ...given, now: new Date() };
      await setOauthClient(db, secrets, organization, actorOf(request), input);
      return await all(organization);
    },
  );
  const removing = { tags, params: paramsWith('oauthClient'), response };
  app.delete(
    `${clients}/:oauthClient`,
    {
      config: writing,
      schema: { operationId: 'removeOauthClient', summary: 'Ask for no more consents with it', ...removing },
    },
    async (request) => {
      const { organization, oauthClient: oauthClientId } = request.params;
      await removeOauthClient(db, organization, actorOf(request), { oauthClientId });
      return await all(organization);
    },
  );
}
