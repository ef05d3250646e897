import type { Stack } from './support/stack.ts';

/** What `npm start` prints about the sample organization. */
export interface Sample {
  organization: string;
  /** Signs in as its admin; fresh at each start. */
  signInUrl: string;
}

/** Creates the sample organization unless it is there, and makes a link that signs in as its admin. */
export async function prepareSample(_stack: Stack): Promise<Sample | undefined> {
  return undefined;
}
