import type { Schema } from '../../client.ts';

/** What an organization told its parent. */
export const answerWords: Record<Schema<'LeaveAnswer'>, string> = {
  no_access: 'Nobody with this address has a way in',
  declined: 'They will not',
};
