import { Alert, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Problem } from '../problem.ts';
import { FreshSignIn } from './FreshSignIn.tsx';

/** A refusal or a failure: what, why, and the number under which the log knows it. Announced at once. */
export function ProblemAlert({ problem, children }: { problem: Problem; children?: ReactNode }) {
  const fields = Object.entries(problem.fields);
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={
        <Title order={3} fz="sm">
          {problem.message}
        </Title>
      }
      className="tinted-red"
    >
      {problem.detail && <Text size="sm">{problem.detail}</Text>}
      {fields.length > 0 && (
        <ul className="plain-list">
          {fields.map(([field, message]) => (
            <li key={field}>
              {field}: {message}
            </li>
          ))}
        </ul>
      )}
      {problem.name === 'fresh-sign-in-needed' && <FreshSignIn />}
      {children}
      {problem.requestId && (
        <Text size="xs" mt={6} c="dimmed">
          Request {problem.requestId}
        </Text>
      )}
    </Alert>
  );
}
