import type { OperatorService } from '@temporalio/client';
import proto from '@temporalio/proto';
import { type SearchAttributeName, searchAttributes } from '../rules/search-attributes.ts';

const { temporal } = proto;
const { IndexedValueType } = temporal.api.enums.v1;
const typeOf = (name: SearchAttributeName) => IndexedValueType[`INDEXED_VALUE_TYPE_${searchAttributes[name]}`];
const names = Object.keys(searchAttributes) as SearchAttributeName[];

/**
 * Registers the search attributes in a namespace; repeating it changes nothing. The server silently ignores another type for a name
 * that is there, so what it has is compared afterwards.
 * @throws Error naming the attribute that has another type there
 */
export async function registerSearchAttributes(operator: OperatorService, namespace: string): Promise<void> {
  const registered = async () => (await operator.listSearchAttributes({ namespace })).customAttributes;
  const before = await registered();
  const missing = names.filter((name) => before[name] === undefined);
  if (missing.length > 0) {
    const wanted = Object.fromEntries(missing.map((name) => [name, typeOf(name)]));
    await operator.addSearchAttributes({ namespace, searchAttributes: wanted });
  }
  const after = missing.length > 0 ? await registered() : before;
  for (const name of names) {
    if (after[name] === typeOf(name)) continue;
    const found = after[name] === undefined ? 'nothing' : IndexedValueType[after[name]];
    throw new Error(
      `search attribute ${name} must be ${searchAttributes[name]}, but the namespace ${namespace} has ${found}`,
    );
  }
}
