import { queryOptions } from '@tanstack/react-query';
import { api, take } from './client.ts';

/** How an organization's own sign-in is called. Fails with `not-found` where it has none. */
export const ssoDoorQuery = (organization: string) =>
  queryOptions({
    queryKey: ['sso-door', organization],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/sso-sign-ins/{organization}', { params: { path: { organization } }, signal })),
    retry: false,
  });

const RETURN = 'sso-return';

/** Leaves for the provider. Afterwards the page at `to` is shown. `fresh`: one proves anew who one is. */
export async function leaveForProvider(
  organizationId: string,
  { to, fresh = false }: { to: string; fresh?: boolean },
): Promise<void> {
  const { authorizationUrl } = await take(api.POST('/v1/sso-sign-ins', { body: { organizationId, fresh } }));
  sessionStorage.setItem(RETURN, to);
  window.location.assign(authorizationUrl);
}

/** Where one was when one left: of this tab, once. */
export function takeReturn(): string | null {
  const to = sessionStorage.getItem(RETURN);
  sessionStorage.removeItem(RETURN);
  return to;
}
