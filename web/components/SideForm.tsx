import { Button, Drawer, Group, Modal, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCommand, type WriteHeaders } from '../command.ts';
import { Problem } from '../problem.ts';
import { ProblemAlert } from './ProblemAlert.tsx';

interface SideFormProps<Values extends Record<string, unknown>, Output> {
  title: string;
  /** One or two sentences above the fields: what will happen. */
  says?: ReactNode;
  form: UseFormReturnType<Values>;
  submitLabel: string;
  danger?: boolean;
  /** Whether it can be sent: what must be seen before has been. */
  ready?: boolean;
  size?: 'md' | 'lg';
  send: (values: Values, headers: WriteHeaders) => Promise<Output>;
  /** Told when it is done. */
  done: string;
  /** Where closing leads: the page below, or after it was done another one. */
  back: string;
  next?: (output: Output) => string;
  /** Told what was refused: a form may ask more then. */
  onProblem?: (problem: Problem) => void;
  children: ReactNode;
}

/** The one way a form looks and works: beside the page it belongs to, at an address of its own, closed by Esc or Back. */
export function SideForm<Values extends Record<string, unknown>, Output>(props: SideFormProps<Values, Output>) {
  const { form, back } = props;
  const navigate = useNavigate();
  const command = useCommand(props.send);
  const close = () => void navigate({ to: back, replace: true });
  const leaving = useBlocker({
    shouldBlockFn: () => form.isDirty(),
    enableBeforeUnload: () => form.isDirty(),
    withResolver: true,
  });

  const submit = async (values: Values): Promise<void> => {
    try {
      const output = await command.run(values);
      notifications.show({ color: 'green', message: props.done });
      await navigate({ to: props.next?.(output) ?? back, replace: true, ignoreBlocker: true });
    } catch (error) {
      if (!(error instanceof Problem)) return;
      showInFields(form, error);
      props.onProblem?.(error);
    }
  };

  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={props.size ?? 'md'}
      title={<Text fw={650}>{props.title}</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        {props.says && (
          <Text size="sm" c="dimmed" component="div">
            {props.says}
          </Text>
        )}
        {command.problem && <ProblemAlert problem={command.problem} focus />}
        <form
          noValidate
          onSubmit={form.onSubmit(
            (values) => void submit(values),
            (errors) => focusFirst(form, errors),
          )}
        >
          <Stack>
            {props.children}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button
                type="submit"
                loading={command.pending}
                disabled={props.ready === false}
                {...(props.danger && { color: 'red' })}
              >
                {props.submitLabel}
              </Button>
            </Group>
          </Stack>
        </form>
      </Stack>
      {/* not there before: else the Escape that asks the question would answer it too */}
      {leaving.status === 'blocked' && <Unsaved stay={leaving.reset} leave={leaving.proceed} />}
    </Drawer>
  );
}

function Unsaved({ stay, leave }: { stay: () => void; leave: () => void }) {
  return (
    <Modal
      opened
      onClose={stay}
      title={<Text fw={650}>Leave without sending?</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
      centered
    >
      <Stack>
        <Text size="sm">What you entered will be lost.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={stay} data-autofocus>
            Keep editing
          </Button>
          <Button color="red" onClick={leave}>
            Leave
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** What the API found wrong goes to the field it is about. */
function showInFields<Values extends Record<string, unknown>>(form: UseFormReturnType<Values>, problem: Problem): void {
  const known = Object.entries(problem.fields).filter(([field]) => field in form.getValues());
  if (known.length === 0) return;
  form.setErrors(Object.fromEntries(known));
  focusFirst(form, Object.fromEntries(known));
}

function focusFirst<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  errors: Record<string, unknown>,
): void {
  const first = Object.keys(errors)[0];
  if (first !== undefined) form.getInputNode(first)?.focus();
}
