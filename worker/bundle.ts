import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, Runtime, type WorkflowBundleOption } from '@temporalio/worker';

/** The workflows' code, as the sandbox runs it: from a file made before, or bundled now (about a second). */
export async function workflowBundle(file?: string): Promise<WorkflowBundleOption> {
  if (file !== undefined) return { codePath: file };
  return await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    logger: Runtime.instance().logger,
  });
}
