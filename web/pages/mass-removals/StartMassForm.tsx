import { Button, Group, Stack, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId } from 'react';
import { api, given, type Schema, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { absolute } from '../../components/time.ts';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import { Problem } from '../../problem.ts';
import { organizationQuery } from '../../session.ts';
import { instantFor, StartFields, type StartValues, useStartForm } from '../removals/StartFields.tsx';
import type { MassRemovalPreview } from './queries.ts';

interface StartMassFormProps {
  organization: string;
  preview: MassRemovalPreview;
  /** Whether the plan shown is the one for these choices. */
  upToDate: boolean;
  onEffectiveAt: (at: string | undefined) => void;
  onPlanChanged: () => void;
}

/** When, how and why; then one last question with the number in it, and it starts with exactly the plan above. */
export function StartMassForm(props: StartMassFormProps) {
  const { organization, preview } = props;
  const { data: org } = useSuspenseQuery(organizationQuery(organization));
  const form = useStartForm(org.policy.removals.ending);
  const start = useStarting(props, form.values);
  const why = useId();
  const stuck = preview.people.filter(({ cannotGo }) => cannotGo > 0);
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(stuck.length > 0 ? () => undefined : start, (errors) =>
        form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
      )}
    >
      <Stack maw={620}>
        <StartFields
          form={form}
          erasureForbidden={org.policy.removals.erasure === 'forbidden'}
          onEffectiveAt={props.onEffectiveAt}
        />
        <Group>
          <Button
            type="submit"
            color="red"
            loading={!props.upToDate}
            {...(stuck.length > 0 && { 'data-disabled': true, 'aria-disabled': true, 'aria-describedby': why })}
          >
            Start the removal of {counted(preview.people.length, 'person', 'people')} …
          </Button>
          {stuck.length > 0 && (
            <Text size="sm" id={why}>
              Nobody can receive what {stuck.map(({ member }) => member.name).join(', ')} would leave behind: take them
              out of the list and choose a successor in a removal of their own.
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function useStarting(props: StartMassFormProps, values: StartValues): () => void {
  const { organization, preview } = props;
  const confirm = useConfirm();
  const navigate = useNavigate();
  const effectiveAt = instantFor(values);
  const { timeZone } = values.effective;
  const count = counted(preview.people.length, 'person', 'people');
  const send = async (header: { 'idempotency-key': string }): Promise<void> => {
    const body: Schema<'StartMassRemoval'> = {
      people: preview.people.map(({ member, planHash }) => ({ memberId: member.id, planHash })),
      planHash: preview.planHash,
      reason: values.reason.trim(),
      forCause: values.forCause,
      ending: values.ending,
      timeZone,
      successors: [],
      ...given({ effectiveAt }),
    };
    try {
      const params = { path: { organization }, header };
      const { id } = await take(api.POST('/v1/organizations/{organization}/mass-removals', { params, body }));
      await navigate({ to: paths.massRemoval(organization, id) });
    } catch (error) {
      if (error instanceof Problem && error.name === 'plan-changed') props.onPlanChanged();
      throw error;
    }
  };
  const when = effectiveAt === undefined ? 'as soon as it starts' : `from ${absolute(effectiveAt, timeZone)} on`;
  return () =>
    confirm({
      title: `Start the removal of ${count}?`,
      says: preview.needsApproval
        ? `Another admin is asked first. Once they agree, these ${count} can’t enter any more ${when}.`
        : `These ${count} can’t enter any more ${when}. Who has not been handed over yet can be restored by cancelling.`,
      action: 'Start',
      danger: true,
      run: send,
    });
}
