// What the worker bundles: every workflow by its registered name.
export { auditRetention } from './audit-retention/workflow.ts';
export { approval } from './approvals/workflow.ts';
export { consentRequest } from './consent-requests/workflow.ts';
export { erasure } from './erasures/workflow.ts';
export { invitation } from './invitations/workflow.ts';
export { massRemoval } from './mass-removals/workflow.ts';
export { reinstatement } from './reinstatements/workflow.ts';
export { removal } from './removals/workflow.ts';
export { signInLink } from './sign-in-links/workflow.ts';
export { webhook, webhookTest } from './webhooks/workflow.ts';
