import { Progress, Text, ThemeIcon, Timeline } from '@mantine/core';
import { statusLooks } from '../../components/status-words.ts';
import { duration } from '../../components/time.ts';
import { When } from '../../components/When.tsx';
import type { Removal, RemovalStep } from './queries.ts';
import { stepWords } from './words.ts';

/** The steps in their fixed order: each with its state in words, its progress, when and how long. */
export function StepTimeline({ removal }: { removal: Removal }) {
  return (
    <Timeline bulletSize={22} lineWidth={2} component="ol" m={0} p={0}>
      {removal.steps.map((step) => (
        <Timeline.Item
          key={step.step}
          component="li"
          className="step"
          aria-current={step.step === removal.step ? 'step' : undefined}
          bullet={<Bullet step={step} />}
          title={
            <Text size="sm" fw={600}>
              {stepWords[step.step]}
            </Text>
          }
        >
          <StepState step={step} />
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

function Bullet({ step }: { step: RemovalStep }) {
  const { icon: Icon, color } = statusLooks.step[step.status];
  const begun = step.status !== 'pending';
  return (
    <ThemeIcon size={22} radius="xl" color={color} variant={begun ? 'filled' : 'default'} autoContrast>
      <Icon size={13} aria-hidden />
    </ThemeIcon>
  );
}

function StepState({ step }: { step: RemovalStep }) {
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
              aria-label={`${stepWords[step.step]}: ${step.done} of ${step.total} items`}
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
