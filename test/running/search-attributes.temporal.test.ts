import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { searchAttributes } from '../../rules/search-attributes.ts';
import { ensureNamespace, temporalServes } from '../../scripts/support/temporal-server.ts';
import { registerSearchAttributes } from '../../temporal/search-attributes.ts';
import { eventually } from '../support/eventually.ts';

const { AddSearchAttributesRequest } = proto.temporal.api.operatorservice.v1;
const address = process.env.TEST_TEMPORAL_ADDRESS ?? '';
let connection: Connection;

beforeAll(async () => {
  connection = await Connection.connect({ address });
});
afterAll(() => connection.close());

async function freshNamespace(): Promise<string> {
  const namespace = `test-${randomUUID()}`;
  await ensureNamespace(address, namespace, 1);
  await temporalServes(address, namespace, AbortSignal.timeout(10_000));
  return namespace;
}

test('the search attributes are registered, by several processes at once and again later', async () => {
  const namespace = await freshNamespace();
  const register = () => registerSearchAttributes(connection.operatorService, namespace);
  await Promise.all([register(), register()]);
  await register();
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(searchAttributes)));
});

test('one that is there with another type stops the start, by its name', async () => {
  const namespace = await freshNamespace();
  await connection.operatorService.addSearchAttributes(
    AddSearchAttributesRequest.fromObject({
      namespace,
      searchAttributes: { DoorwardDue: 'INDEXED_VALUE_TYPE_KEYWORD' },
    }),
  );
  await eventually(async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    expect(Object.keys(customAttributes)).toContain('DoorwardDue');
  });
  await expect(registerSearchAttributes(connection.operatorService, namespace)).rejects.toThrow(
    /DoorwardDue must be DATETIME.*KEYWORD/,
  );
});
