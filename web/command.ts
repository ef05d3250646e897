import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { Problem } from './problem.ts';

export interface Command<Input, Output> {
  run: (input: Input) => Promise<Output>;
  pending: boolean;
  problem: Problem | null;
  reset: () => void;
}

/** What every write sends along. */
export interface WriteHeaders {
  'idempotency-key': string;
}

/**
 * A write. While its outcome is unknown (no answer, or a failure on the server's side) the same input goes out again under the same
 * Idempotency-Key, so that pressing the button twice does it once. Afterwards everything on the page is read again (query-client.ts).
 */
export function useCommand<Input, Output>(
  send: (input: Input, headers: WriteHeaders) => Promise<Output>,
): Command<Input, Output> {
  const unknown = useRef<{ input: string; key: string } | null>(null);
  const mutation = useMutation<Output, Problem, Input>({
    mutationFn: async (input) => {
      const text = JSON.stringify([input]);
      if (unknown.current?.input !== text) unknown.current = { input: text, key: newKey() };
      try {
        const output = await send(input, { 'idempotency-key': unknown.current.key });
        unknown.current = null;
        return output;
      } catch (error) {
        if (error instanceof Problem && error.nothingDone) unknown.current = null;
        throw error;
      }
    },
  });
  return { run: mutation.mutateAsync, pending: mutation.isPending, problem: mutation.error, reset: mutation.reset };
}

/** An Idempotency-Key that nobody else has. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
