/** The task queue of workflows and activities. Tests give each file its own, for everything. */
export const taskQueue = 'doorward';
/** That of webhooks, apart from it: endpoints that are slow to answer must keep no removal waiting. */
export const webhookTaskQueue = 'doorward-webhooks';
