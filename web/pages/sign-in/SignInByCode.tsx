import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';

interface SignInByCodeProps {
  email: string;
  /** what the API said when the mail was asked for */
  says: string;
  onSignedIn: () => Promise<void>;
  onStartOver: () => void;
}

/** For those who read their mail elsewhere: the code from it, typed. */
export function SignInByCode({ email, says, onSignedIn, onStartOver }: SignInByCodeProps) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { code: '' },
    validate: {
      code: (code) => (/^[0-9A-Za-z]{6,12}$/.test(bare(code)) ? null : 'Enter the code as it stands in the mail'),
    },
  });
  const signIn = useCommand((code: string) => take(api.POST('/v1/sessions', { body: { email, code } })));
  const submit = async (code: string): Promise<void> => {
    await signIn.run(bare(code));
    await onSignedIn();
  };
  return (
    <Stack>
      <Text size="sm" role="status">
        {says} Open the link in it on this device, or enter the code here.
      </Text>
      {signIn.problem && <ProblemAlert problem={signIn.problem} focus />}
      <form
        noValidate
        onSubmit={form.onSubmit(
          ({ code }) => void submit(code).catch(() => undefined),
          () => form.getInputNode('code')?.focus(),
        )}
      >
        <Stack>
          <TextInput
            key={form.key('code')}
            label="Code from the mail"
            description={`Sent to ${email}`}
            autoComplete="one-time-code"
            autoFocus
            {...form.getInputProps('code')}
          />
          <Group justify="space-between">
            <Button variant="subtle" onClick={onStartOver}>
              Use another address
            </Button>
            <Button type="submit" loading={signIn.pending}>
              Sign in
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}

/** People copy codes with spaces and dashes. */
function bare(code: string): string {
  return code.replace(/[\s-]/g, '');
}
