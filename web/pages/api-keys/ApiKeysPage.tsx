import { getRouteApi, Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { MayButton } from '../../components/MayButton.tsx';
import { Page } from '../../components/Page.tsx';
import { type ShownKey, ShownOnce } from '../../components/ShownOnce.tsx';
import { paths } from '../../paths.ts';
import { ApiKeysTable } from './ApiKeysTable.tsx';
import { ShowKey } from './show-key.ts';

const route = getRouteApi('/o/$organization/api-keys');

/** Keys of service accounts and people: who holds them, when they were used last, and the secret of a new one, once. */
export function ApiKeysPage() {
  const { organization } = route.useParams();
  const [shown, setShown] = useState<ShownKey | null>(null);
  return (
    <Page
      title="API keys"
      summary="A key that a removal made in place of another shows its secret once, to its new owner."
      actions={
        <MayButton may={{ allowed: true }} to={paths.apiKeyNew(organization)}>
          New key
        </MayButton>
      }
    >
      <ApiKeysTable organization={organization} title="All keys" />
      <ShowKey value={setShown}>
        <Outlet />
      </ShowKey>
      <ShownOnce shown={shown} onClose={() => setShown(null)} />
    </Page>
  );
}
