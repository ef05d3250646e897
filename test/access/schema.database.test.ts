import { afterAll, beforeAll, test } from '@jest/globals';
import { schemaDump } from '../support/schema-dump.ts';
import { type TestData, testData } from '../support/organization.ts';
import { expectTruth } from '../support/truth.ts';

let data: TestData;
beforeAll(async () => {
  data = await testData();
});
afterAll(() => data.close());

test('the migrations make the schema that test/truth/schema.sql shows', async () => {
  expectTruth('schema.sql', await schemaDump(data.owner));
});
