import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api, take } from '../../client.ts';
import { useCommand } from '../../command.ts';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';

interface AskForLinkProps {
  onAsked: (asked: { email: string; says: string }) => void;
}

/** Asks for the address to which link and code go. The answer is the same for an address that nobody has. */
export function AskForLink({ onAsked }: AskForLinkProps) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '' },
    validate: { email: (email) => (/^\S+@\S+$/.test(email.trim()) ? null : 'Enter your e-mail address') },
  });
  const ask = useCommand((email: string) => take(api.POST('/v1/sign-in-links', { body: { email } })));
  const submit = async (email: string): Promise<void> => onAsked({ email, says: (await ask.run(email)).says });
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        We mail you a link and a code. There are no passwords.
      </Text>
      {ask.problem && <ProblemAlert problem={ask.problem} focus />}
      <form
        noValidate
        onSubmit={form.onSubmit(
          ({ email }) => void submit(email.trim()).catch(() => undefined),
          () => form.getInputNode('email')?.focus(),
        )}
      >
        <Stack>
          <TextInput
            key={form.key('email')}
            type="email"
            label="E-mail address"
            autoComplete="email"
            autoFocus
            {...form.getInputProps('email')}
          />
          <Button type="submit" loading={ask.pending}>
            Mail me a link
          </Button>
        </Stack>
      </form>
    </Stack>
  );
}
