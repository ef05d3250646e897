import { writeFileSync } from 'node:fs';

/** Leaves the counts in the file that scripts/test.ts names, for its last line. */
export default class TallyReporter {
  onRunComplete(
    _contexts,
    { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites },
  ) {
    const file = process.env.DOORWARD_TEST_TALLY;
    if (!file) return;
    const failed = numFailedTests + numRuntimeErrorTestSuites; // a file that could not even be loaded counts as one
    writeFileSync(file, JSON.stringify({ passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests }));
  }
}
