import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../paths.ts';
import { DoorLayout } from '../../shell/DoorLayout.tsx';
import { AskForLink } from './AskForLink.tsx';
import { SignInByCode } from './SignInByCode.tsx';
import { SignInByLink } from './SignInByLink.tsx';

const route = getRouteApi('/sign-in');

/** There are no passwords: a mailed link (its secret is in the fragment, which no server sees) or the code from the same mail. */
export function SignInPage() {
  const { to } = route.useSearch();
  const { hash: token } = useLocation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<{ email: string; says: string } | null>(null);
  const [refused, setRefused] = useState(false);
  const signedIn = async (): Promise<void> => {
    queries.clear();
    await navigate({ to: to ?? paths.home(), replace: true });
  };

  if (token !== '' && !refused) {
    return (
      <DoorLayout title="Sign in">
        <SignInByLink token={token} onSignedIn={signedIn} onStartOver={() => setRefused(true)} />
      </DoorLayout>
    );
  }
  return (
    <DoorLayout title="Sign in">
      {asked === null ? (
        <AskForLink onAsked={setAsked} />
      ) : (
        <SignInByCode {...asked} onSignedIn={signedIn} onStartOver={() => setAsked(null)} />
      )}
    </DoorLayout>
  );
}
