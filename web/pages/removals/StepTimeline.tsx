import { Progress, Text, ThemeIcon, Timeline } from '@mantine/core';
import { statusLooks } from '../../components/status-words.ts';
import { duration } from '../../components/time.ts';
import { When } from '../../components/When.tsx';
import type { RemovalStep } from './queries.ts';

interface TimelineStep<Name extends string> extends Omit<RemovalStep, 'step' | 'may'> {
  step: Name;
}

interface StepTimelineProps<Name extends string> {
  steps: readonly TimelineStep<Name>[];
  /** the step that it is at */
  current: Name | null;
  words: Readonly<Record<Name, string>>;
}

/** The steps in their fixed order: each with its state in words, its progress, when and how long. */
export function StepTimeline<Name extends string>({ steps, current, words }: StepTimelineProps<Name>) {
  return (
    <Timeline bulletSize={22} lineWidth={2} component="ol" m={0} p={0}>
      {steps.map((step) => (
        <Timeline.Item
          key={step.step}
          component="li"
          className="step"
          aria-current={step.step === current ? 'step' : undefined}
          bullet={<Bullet step={step} />}
          title={
            <Text size="sm" fw={600}>
              {words[step.step]}
            </Text>
          }
        >
          <StepState step={step} name={words[step.step]} />
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

function Bullet({ step }: { step: Pick<RemovalStep, 'status'> }) {
  const { icon: Icon, color } = statusLooks.step[step.status];
  const begun = step.status !== 'pending';
  return (
    <ThemeIcon size={22} radius="xl" color={color} variant={begun ? 'filled' : 'default'} autoContrast>
      <Icon size={13} aria-hidden />
    </ThemeIcon>
  );
}

function StepState({ step, name }: { step: Omit<RemovalStep, 'step' | 'may'>; name: string }) {
  const { label } = statusLooks.step[step.status];
  const took =
    step.startedAt !== null && step.endedAt !== null
      ? ` in ${duration(Date.parse(step.endedAt) - Date.parse(step.startedAt))}`
      : '';
  return (
    <>
      <Text size="sm" fw={step.status === 'blocked' ? 600 : 400}>
        {label}
        {took}
        {step.failure !== null && step.status === 'blocked' && `: ${step.failure.says}`}
        {step.reason !== null && `: ${step.reason}`}
      </Text>
      {step.total > 0 && (
        <>
          <Text size="xs" c="dimmed" className="num">
            {step.done} of {step.total} items
          </Text>
          {step.status !== 'done' && step.status !== 'pending' && (
            <Progress
              mt={4}
              size="sm"
              value={(100 * step.done) / step.total}
              aria-label={`${name}: ${step.done} of ${step.total} items`}
            />
          )}
        </>
      )}
      {step.endedAt !== null ? (
        <Text size="xs" c="dimmed" component="div">
          <When at={step.endedAt} inline />
        </Text>
      ) : (
        step.startedAt !== null && (
          <Text size="xs" c="dimmed" component="div">
            since <When at={step.startedAt} inline />
          </Text>
        )
      )}
    </>
  );
}
