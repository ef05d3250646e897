// A worker process of bare workflows, set up as ours is (worker/main.ts). Says when it is ready, and ends with whoever started it.
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';

const { TEMPORAL_ADDRESS: address = '', TEMPORAL_NAMESPACE: namespace = '', TASK_QUEUE: taskQueue = '' } = process.env;
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
  activities: { nothing: () => Promise.resolve() },
  maxConcurrentActivityTaskExecutions: 16,
});
process.stdin.resume().once('end', () => process.exit());
const running = worker.run();
console.log('ready');
await running;
