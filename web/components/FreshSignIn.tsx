import { Button, Group, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '../client.ts';
import { useCommand } from '../command.ts';
import { sessionQuery } from '../session.ts';

/** Proves again who one is, by a mailed code, without leaving what one was doing. */
export function FreshSignIn() {
  const session = useQuery(sessionQuery);
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const email = session.data?.person.email ?? '';
  const ask = useCommand(() => take(api.POST('/v1/sign-in-links', { body: { email } })));
  const prove = useCommand((typed: string) => take(api.POST('/v1/sessions', { body: { email, code: typed } })));
  const [stage, setStage] = useState<'ask' | 'type' | 'done'>('ask');

  if (stage === 'done') return <Text size="sm">It is you. Press the button again.</Text>;
  if (stage === 'ask') {
    const mail = () =>
      void ask.run(undefined).then(
        () => setStage('type'),
        () => undefined,
      );
    return (
      <Button mt="xs" size="xs" variant="default" loading={ask.pending} disabled={email === ''} onClick={mail}>
        Mail a code to {email}
      </Button>
    );
  }
  const confirm = async (): Promise<void> => {
    await prove.run(code.trim());
    await queries.invalidateQueries();
    setStage('done');
  };
  return (
    <Group mt="xs" align="flex-end">
      <TextInput
        label="Code from the mail"
        autoComplete="one-time-code"
        autoFocus
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={prove.problem?.message}
      />
      <Button variant="default" loading={prove.pending} onClick={() => void confirm().catch(() => undefined)}>
        Confirm
      </Button>
    </Group>
  );
}
