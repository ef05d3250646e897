import { api, type Schema, take } from '../../client.ts';
import type { WriteHeaders } from '../../command.ts';

/** Changes only what `body` names; needs a fresh sign-in. */
export const changePolicy = (organization: string, body: Schema<'ChangePolicy'>, header: WriteHeaders) =>
  take(
    api.POST('/v1/organizations/{organization}/change-policy', {
      params: { path: { organization }, header },
      body,
    }),
  );
