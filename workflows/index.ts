// What the worker bundles: every workflow by its registered name.
export { removal } from './removals/workflow.ts';
