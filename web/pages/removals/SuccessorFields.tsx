import { Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { MemberSelect } from '../../components/MemberSelect.tsx';

export interface SuccessorValues extends Record<string, unknown> {
  successor: { id: string; name: string } | null;
  scope: 'item' | 'kind' | 'rest';
}

interface SuccessorFieldsProps {
  organization: string;
  except: readonly string[];
  /** null: for all that is left */
  item: { title: string; name: string } | null;
  /** whether the item can be named alone */
  single: boolean;
  values: SuccessorValues;
  onChange: (values: SuccessorValues) => void;
  error: ReactNode;
}

/** Who, and for what: before the run and during it. */
export function SuccessorFields({ organization, except, item, single, values, onChange, error }: SuccessorFieldsProps) {
  return (
    <Stack>
      <MemberSelect
        organization={organization}
        label="Successor"
        description="An active member who may hold it. The service refuses who may not, and says why"
        required
        except={except}
        value={values.successor?.id ?? null}
        chosen={values.successor ?? undefined}
        onChange={(id, name) => onChange({ ...values, successor: id === null ? null : { id, name: name ?? id } })}
        error={error}
        autoFocus
      />
      {item !== null && (
        <Radio.Group
          label="For"
          value={values.scope}
          onChange={(scope) => onChange({ ...values, scope: scope as SuccessorValues['scope'] })}
        >
          <Stack gap="xs" mt="xs">
            {single && <Radio value="item" label={`${item.name} only`} />}
            <Radio value="kind" label={`Each “${item.title}”`} />
            <Radio value="rest" label="All that is left" />
          </Stack>
        </Radio.Group>
      )}
    </Stack>
  );
}
