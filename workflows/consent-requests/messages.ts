/** All that others may know of the workflow of a consent. */
export const consentRequestWorkflow = 'consentRequest';
export const consentRequestWorkflowId = (organization: string, consentRequestId: string): string =>
  `consent-request/${organization}/${consentRequestId}`;

export interface ConsentRequestInput {
  organization: string;
  consentRequestId: string;
}
