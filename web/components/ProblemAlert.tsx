import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Problem } from '../problem.ts';
import { FreshSignIn } from './FreshSignIn.tsx';
import { Notice } from './Notice.tsx';

/** A refusal or a failure: what, why, and the number under which the log knows it. Announced at once. */
export function ProblemAlert({ problem, children }: { problem: Problem; children?: ReactNode }) {
  const fields = Object.entries(problem.fields);
  return (
    <Notice kind="failure" title={problem.message} alert>
      {problem.detail}
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
        <Text size="xs" mt={6} className="break">
          Request {problem.requestId}
        </Text>
      )}
    </Notice>
  );
}
