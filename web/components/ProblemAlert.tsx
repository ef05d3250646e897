import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Problem } from '../problem.ts';
import { FreshSignIn } from './FreshSignIn.tsx';
import { FreshSso } from './FreshSso.tsx';
import { Notice } from './Notice.tsx';

interface ProblemAlertProps {
  problem: Problem;
  /** the answer to something that was just pressed */
  focus?: boolean;
  children?: ReactNode;
}

/** A refusal or a failure: what, why, and the number under which the log knows it. Announced at once. */
export function ProblemAlert({ problem, focus = false, children }: ProblemAlertProps) {
  const fields = Object.entries(problem.fields);
  return (
    <Notice kind="failure" title={problem.message} alert focus={focus}>
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
      {problem.name === 'fresh-sso-needed' && <FreshSso />}
      {children}
      {problem.requestId && (
        <Text size="xs" mt={6} className="break">
          Request {problem.requestId}
        </Text>
      )}
    </Notice>
  );
}
