/**
 * What ends when one consent is revoked at a provider. `grant`: its tokens. `client`: everything that this person allowed this client, so other connections
 * that rest on it, too. `none`: the provider offers no revocation by RFC 7009; a person does it.
 */
export type RevocationReach = 'grant' | 'client' | 'none';

/** What is known of a provider. Where an account has a host of its own, its endpoints can't be known here: whoever registers a grant names them. */
export interface ProviderProfile {
  title: string;
  /** as it may be called in a grant or connection, lower case */
  names: readonly string[];
  authorizationEndpoint: string | null;
  tokenEndpoint: string | null;
  /** what its authorization endpoint needs besides, so that it gives a refresh token */
  authorizationParameters?: Readonly<Record<string, string>>;
  /** RFC 7009 */
  revocationEndpoint: string | null;
  reach: RevocationReach;
  /** where a human revokes it, or how */
  humanPage: string;
  /** where these facts are from */
  source: string;
  /** what of it is not certain, or has to be known besides */
  note: string | null;
}

/** As the providers document it; those marked in `note` were not confirmed by a document at hand. */
export const providerProfiles: readonly ProviderProfile[] = [
  {
    title: 'Google',
    names: ['google'],
    authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
    authorizationParameters: { access_type: 'offline', prompt: 'consent' },
    tokenEndpoint: 'https://oauth2.googleapis.com/token',
    revocationEndpoint: 'https://oauth2.googleapis.com/revoke',
    reach: 'client',
    humanPage: 'https://myaccount.google.com/connections',
    source: 'https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke',
    note: 'Revoking an access token revokes its refresh token, too. That all consents of the person to the client end is taken for certain, to be safe.',
  },
  {
    title: 'Microsoft Entra ID',
    names: ['microsoft', 'azure', 'entra'],
    authorizationEndpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    tokenEndpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    revocationEndpoint: null,
    reach: 'none',
    humanPage: 'https://myapps.microsoft.com',
    source: 'https://learn.microsoft.com/graph/api/user-revokesigninsessions',
    note: 'There is no RFC 7009 endpoint. An admin of the tenant can end all sessions of the user, which ends every app’s tokens. The page was not confirmed.',
  },
  {
    title: 'Slack',
    names: ['slack'],
    authorizationEndpoint: 'https://slack.com/oauth/v2/authorize',
    tokenEndpoint: 'https://slack.com/api/oauth.v2.access',
    revocationEndpoint: null,
    reach: 'none',
    humanPage: 'https://slack.com/apps/manage',
    source: 'https://api.slack.com/methods/auth.revoke',
    note: 'auth.revoke takes the token as a bearer, not by RFC 7009.',
  },
  {
    title: 'GitHub',
    names: ['github'],
    authorizationEndpoint: 'https://github.com/login/oauth/authorize',
    tokenEndpoint: 'https://github.com/login/oauth/access_token',
    revocationEndpoint: null,
    reach: 'none',
    humanPage: 'https://github.com/settings/applications',
    source: 'https://docs.github.com/rest/apps/oauth-applications#delete-an-app-authorization',
    note: 'An app can delete an authorization by REST, not by RFC 7009; that ends all tokens of the person for the app.',
  },
  {
    title: 'Salesforce',
    names: ['salesforce'],
    authorizationEndpoint: 'https://login.salesforce.com/services/oauth2/authorize',
    tokenEndpoint: 'https://login.salesforce.com/services/oauth2/token',
    revocationEndpoint: 'https://login.salesforce.com/services/oauth2/revoke',
    reach: 'grant',
    humanPage: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_revoke_token.htm',
    source: 'https://developer.salesforce.com/docs/platform/mobile-sdk/guide/oauth-revoking-tokens.html',
    note: 'A token that is not good any more is answered with 400. Organizations with My Domain have a host of their own: name its endpoints with the grant.',
  },
  {
    title: 'Snowflake',
    names: ['snowflake'],
    authorizationEndpoint: null,
    tokenEndpoint: null,
    revocationEndpoint: null,
    reach: 'none',
    humanPage: 'https://docs.snowflake.com/en/user-guide/oauth-consent',
    source: 'https://docs.snowflake.com/en/user-guide/oauth-consent',
    note: 'Endpoints are the account’s own. A security admin removes the delegated authorization by ALTER USER.',
  },
];

/** The profile of a provider by what it is called, in any case; undefined: none is known. */
export function profileOf(provider: string): ProviderProfile | undefined {
  const name = provider.trim().toLowerCase();
  return providerProfiles.find(({ names }) => names.includes(name));
}

/** Names of the providers where revoking one consent ends what else the person allowed the same client. */
export const clientWide: readonly string[] = providerProfiles.flatMap(({ names, reach }) =>
  reach === 'client' ? names : [],
);
