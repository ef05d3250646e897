/** The one task queue of workflows and activities. Tests give each file its own. */
export const taskQueue = 'doorward';
