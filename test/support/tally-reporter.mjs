import { writeFileSync } from 'node:fs';

/** Leaves the counts, and what failed by file, in the file that scripts/test.ts names, for its last lines. */
export default class TallyReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.DOORWARD_TEST_TALLY;
    if (!file) return;
    const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults } = results;
    const failed = numFailedTests + results.numRuntimeErrorTestSuites; // a file that could not even be loaded counts as one
    const failedFiles = testResults.flatMap(({ testFilePath, testResults: tests, testExecError }) => {
      const names = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
      return names.length > 0 || testExecError ? [{ path: testFilePath, names }] : [];
    });
    writeFileSync(file, JSON.stringify({ passed, failed, skipped: numPendingTests + numTodoTests, failedFiles }));
  }
}
