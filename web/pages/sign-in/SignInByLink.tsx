import { Button, Stack, Text } from '@mantine/core';
import { api, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';

interface SignInByLinkProps {
  token: string;
  onSignedIn: () => Promise<void>;
  onStartOver: () => void;
}

/** Opening the link did nothing yet: a mail scanner that opens every link uses nothing up. The button does it. */
export function SignInByLink({ token, onSignedIn, onStartOver }: SignInByLinkProps) {
  const signIn = useCommand(() => take(api.POST('/v1/sessions', { body: { token } })));
  const press = async (): Promise<void> => {
    await signIn.run(undefined);
    await onSignedIn();
  };
  return (
    <Stack>
      {signIn.problem ? (
        <>
          <ProblemAlert problem={signIn.problem} focus />
          <Button variant="default" onClick={onStartOver}>
            Mail me a new link
          </Button>
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Your link is here. It works once.
        </Text>
      )}
      <Button loading={signIn.pending} onClick={() => void press().catch(() => undefined)} autoFocus>
        Sign in
      </Button>
    </Stack>
  );
}
