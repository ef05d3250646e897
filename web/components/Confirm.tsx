import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import { useCommand, type WriteHeaders } from '../command.ts';
import type { Problem } from '../problem.ts';
import { ProblemAlert } from './ProblemAlert.tsx';

interface Question {
  title: string;
  /** What will happen, to whom: one sentence with the name in it. */
  says: ReactNode;
  /** The verb on the button. */
  action: string;
  danger?: boolean;
  /** What else there is to do when it is refused: stands below the refusal. */
  otherwise?: (problem: Problem, close: () => void) => ReactNode;
  run: (headers: WriteHeaders) => Promise<unknown>;
}

const Asking = createContext<(question: Question) => void>(() => undefined);

/** Asks before something is done that can't simply be undone. The one place where such an action runs and where its failure shows. */
export function useConfirm(): (question: Question) => void {
  return use(Asking);
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const [opened, setOpened] = useState(false);
  const ask = useCallback((asked: Question) => {
    setQuestion(asked);
    setOpened(true);
  }, []);
  const close = useCallback(() => setOpened(false), []);
  const title = useMemo(() => <Text fw={650}>{question?.title}</Text>, [question]);
  return (
    <Asking value={ask}>
      {children}
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }} centered>
        {question && <Answer question={question} close={close} />}
      </Modal>
    </Asking>
  );
}

function Answer({ question, close }: { question: Question; close: () => void }) {
  const command = useCommand((_: null, headers) => question.run(headers));
  const go = () => void command.run(null).then(close, () => undefined); // the problem shows below
  return (
    <Stack>
      <Text size="sm" component="div">
        {question.says}
      </Text>
      {command.problem && (
        <ProblemAlert problem={command.problem} focus>
          {question.otherwise?.(command.problem, close)}
        </ProblemAlert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={close} data-autofocus>
          Not now
        </Button>
        <Button {...(question.danger && { color: 'red' })} loading={command.pending} onClick={go}>
          {question.action}
        </Button>
      </Group>
    </Stack>
  );
}
