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
import type { Member } from '../members/queries.ts';
import type { SuccessorChoice } from './queries.ts';
import { instantFor, StartFields, type StartValues, useStartForm } from './StartFields.tsx';
import { isMissingSuccessor } from './words.ts';

interface StartFormProps {
  organization: string;
  member: Member;
  plan: Schema<'MemberPlan'>;
  /** Schedules that would begin to fail. */
  failing: number;
  successors: SuccessorChoice[];
  /** The leave from several organizations that it is for. */
  leave: string | undefined;
  /** The instant that is asked for; undefined: at once. */
  effectiveAt: string | undefined;
  /** Told when the date changes, so that plan and forecast are worked out for it. */
  onEffectiveAt: (at: string | undefined) => void;
  /** Whether the plan shown is the one for these choices. */
  upToDate: boolean;
  onPlanChanged: () => void;
}

/** When, how and why; then one last question with the name in it, and the removal starts with exactly the plan above. */
export function StartForm(props: StartFormProps) {
  const { organization, plan } = props;
  const { data: org } = useSuspenseQuery(organizationQuery(organization));
  const form = useStartForm(org.policy.removals.ending, props.effectiveAt);
  const start = useStarting(props, form.values, org.policy.removals.offers.hours > 0);
  const missing = plan.items.some(isMissingSuccessor);
  const why = useId();
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(missing ? () => undefined : start, (errors) =>
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
            {...(missing && { 'data-disabled': true, 'aria-disabled': true, 'aria-describedby': why })}
          >
            Start the removal …
          </Button>
          {missing && (
            <Text size="sm" id={why}>
              First choose who gets what nobody can receive yet.
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function useStarting(props: StartFormProps, values: StartValues, offers: boolean): () => void {
  const { organization, member, plan, successors } = props;
  const confirm = useConfirm();
  const navigate = useNavigate();
  const effectiveAt = instantFor(values);
  const { timeZone } = values.effective;
  const send = async (header: { 'idempotency-key': string }): Promise<void> => {
    const body: Schema<'StartRemoval'> = {
      memberId: member.id,
      reason: values.reason.trim(),
      forCause: values.forCause,
      ending: values.ending,
      timeZone,
      planHash: plan.hash,
      successors,
      ...given({ effectiveAt, leaveId: props.leave }),
    };
    try {
      const removal = await take(
        api.POST('/v1/organizations/{organization}/removals', { params: { path: { organization }, header }, body }),
      );
      await navigate({ to: paths.removal(organization, removal.id) });
    } catch (error) {
      if (error instanceof Problem && error.name === 'plan-changed') props.onPlanChanged();
      throw error;
    }
  };
  const asksSuccessors = offers && effectiveAt !== undefined && !values.forCause;
  return () =>
    confirm({
      title: `Start the removal of ${member.name}?`,
      says: (
        <>
          {effectiveAt === undefined
            ? `${member.name} can’t enter any more as soon as it starts.`
            : `${member.name} can’t enter any more from ${absolute(effectiveAt, timeZone)} on.`}{' '}
          {counted(plan.total, 'item')} will be handed over or ended
          {props.failing > 0 && `, and ${counted(props.failing, 'schedule')} would begin to fail`}.{' '}
          {asksSuccessors && 'Whoever would receive something is asked by mail, and so hears of it now. '}
          Until ownership is transferred you can cancel, and everything is as it was.
        </>
      ),
      action: 'Start the removal',
      danger: true,
      run: send,
    });
}
