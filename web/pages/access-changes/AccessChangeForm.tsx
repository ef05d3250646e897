import { Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { MemberSelect } from '../../components/MemberSelect.tsx';
import { ProblemAlert } from '../../components/ProblemAlert.tsx';
import { SideForm } from '../../components/SideForm.tsx';
import { problemOf } from '../../problem.ts';
import { EffectsOfChange } from './EffectsOfChange.tsx';
import { type AccessChange, accessChangePreviewQuery, makeAccessChange } from './queries.ts';

export interface AccessChangeValues extends Record<string, unknown> {
  successor: { id: string; name: string } | null;
}

interface AccessChangeFormProps<Values extends AccessChangeValues> {
  organization: string;
  /** null: nothing to preview yet */
  change: AccessChange | null;
  /** Whose access it takes away: they receive nothing of their own. */
  members: readonly string[];
  title: string;
  says: ReactNode;
  form: UseFormReturnType<Values>;
  submitLabel: string;
  done: string;
  back: string;
  children?: ReactNode;
}

/** A change that may take access away: what it would do stands in the form before it can be sent, and only that is done. */
export function AccessChangeForm<Values extends AccessChangeValues>(props: AccessChangeFormProps<Values>) {
  const { organization, change, form, members, children, ...rest } = props;
  const { successor } = form.getValues();
  const planned = change && { change, successorId: successor?.id ?? null };
  const preview = useQuery({
    ...accessChangePreviewQuery(organization, planned ?? { change: noChange, successorId: null }),
    enabled: planned !== null,
  });
  const seen = planned === null || preview.isPlaceholderData ? undefined : preview.data;
  return (
    <SideForm
      {...rest}
      form={form}
      size="lg"
      ready={seen !== undefined && seen.missing === 0 && !preview.isFetching}
      send={async (_, header) => {
        if (planned === null || seen === undefined) throw new Error('nothing was previewed');
        return await makeAccessChange(organization, { ...planned, planHash: seen.hash }, header);
      }}
      onProblem={({ name }) => {
        if (name === 'plan-changed') void preview.refetch();
      }}
    >
      {children}
      {planned !== null && (
        <Stack aria-live="polite" aria-busy={preview.isFetching}>
          {preview.error && <ProblemAlert problem={problemOf(preview.error)} />}
          {preview.isFetching && (
            <Text size="sm" c="dimmed">
              Looking at what this would do …
            </Text>
          )}
          {seen && <EffectsOfChange effects={seen} />}
        </Stack>
      )}
      {planned !== null && (preview.data?.items.length || successor) && (
        <MemberSelect
          organization={organization}
          label="Who takes over"
          description="Left empty: the maintainer of its team, their manager, or the custodian, as above"
          except={members}
          value={successor?.id ?? null}
          chosen={successor ?? undefined}
          onChange={(id, name) =>
            form.setValues({ successor: id === null ? null : { id, name: name ?? id } } as Partial<Values>)
          }
        />
      )}
    </SideForm>
  );
}

/** Never asked for: the query waits. */
const noChange: AccessChange = { kind: 'unshare', shareId: '' };
