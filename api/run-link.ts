import type { Services } from './services.ts';

/** The run in the Temporal UI, where the installation has one. */
export function runOf(workflowId: string, ui: Services['temporalUi']): string | null {
  return ui === undefined ? null : `${ui.url}/namespaces/${ui.namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
