import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, take } from '../../client.ts';
import { newKey } from '../../command.ts';
import { problemOf } from '../../problem.ts';
import type { PreviewedLine } from './csv-words.ts';

export type LineResult = { status: 'sent' | 'awaiting_approval' } | { status: 'failed'; says: string };

/**
 * Invites line after line by the ordinary command, each as it was previewed. What failed can be tried again: under the same Idempotency-Key, so that a
 * lost answer invites nobody twice. It stops when the page is left.
 */
export function useInviting(organization: string, lines: readonly PreviewedLine[]) {
  const queries = useQueryClient();
  const [results, setResults] = useState<ReadonlyMap<number, LineResult>>(new Map());
  const [running, setRunning] = useState(false);
  const keys = useRef(new Map<number, string>());
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);

  const wanted = lines.filter((line) => line.invite !== null);
  const open = wanted.filter(({ line }) => (results.get(line)?.status ?? 'failed') === 'failed');
  const start = async (): Promise<void> => {
    setRunning(true);
    for (const line of open) {
      if (left.current) return;
      const key = keys.current.get(line.line) ?? newKey();
      keys.current.set(line.line, key);
      const result = await invited(organization, line, key);
      setResults((before) => new Map(before).set(line.line, result));
    }
    setRunning(false);
    await queries.invalidateQueries();
  };
  return { results, running, wanted: wanted.length, open: open.length, start: () => void start() };
}

async function invited(organization: string, { invite }: PreviewedLine, key: string): Promise<LineResult> {
  if (invite === null) return { status: 'failed', says: 'It is left out' };
  for (;;) {
    try {
      const { status } = await take(
        api.POST('/v1/organizations/{organization}/invitations', {
          params: { path: { organization }, header: { 'idempotency-key': key } },
          body: { ...invite, acceptLookAlike: false },
        }),
      );
      if (status === 'awaiting_approval') return { status };
      return status === 'sent' || status === 'accepted'
        ? { status: 'sent' }
        : { status: 'failed', says: `It is ${status}` };
    } catch (error) {
      const problem = problemOf(error);
      if (problem.name !== 'too-many-requests') return { status: 'failed', says: problem.message };
      const seconds = Number(problem.facts['retryAfterSeconds'] ?? 1);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    }
  }
}
