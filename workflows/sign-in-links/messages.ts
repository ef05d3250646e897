/** All that others may know of the workflow that mails a sign-in link. */
export const signInLinkWorkflow = 'signInLink';
export const signInLinkWorkflowId = (signInLinkId: string): string => `sign-in-link/${signInLinkId}`;

export interface SignInLinkInput {
  signInLinkId: string;
}
