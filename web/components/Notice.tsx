import { Alert, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconClock, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

const looks = {
  failure: { color: 'red', icon: IconAlertTriangle },
  warning: { color: 'orange', icon: IconAlertTriangle },
  wait: { color: 'orange', icon: IconClock },
  info: { color: 'blue', icon: IconInfoCircle },
  success: { color: 'green', icon: IconCircleCheck },
} as const;

interface NoticeProps {
  kind: keyof typeof looks;
  title: string;
  /** Whether the title is a heading of the page. */
  heading?: boolean;
  /** Announced at once, as something that has just happened. */
  alert?: boolean;
  /** Takes the focus when it comes: where the button that was pressed is disabled meanwhile, the focus would be nowhere. */
  focus?: boolean;
  children?: ReactNode;
}

/** A coloured surface with something that must not be overlooked. Title and icon say what the colour says. */
export function Notice({ kind, title, heading = false, alert = false, focus = false, children }: NoticeProps) {
  const { color, icon: Icon } = looks[kind];
  // Mantine's own text misses WCAG AA on its tint
  const ink = `light-dark(color-mix(in oklab, var(--mantine-color-${color}-9), black 30%), var(--mantine-color-${color}-2))`;
  return (
    <Alert
      color={color}
      variant="light"
      role={alert ? 'alert' : 'note'}
      {...(focus && { ref: focusOn, tabIndex: -1 })}
      icon={<Icon aria-hidden />}
      title={
        heading ? (
          <Title order={2} fz="md" c={ink}>
            {title}
          </Title>
        ) : (
          <Text fw={650} size="sm" c={ink}>
            {title}
          </Text>
        )
      }
      bg={`light-dark(var(--mantine-color-${color}-1), color-mix(in oklab, var(--mantine-color-${color}-9), transparent 72%))`}
      styles={{ icon: { color: ink } }}
    >
      <Text size="sm" component="div">
        {children}
      </Text>
    </Alert>
  );
}

function focusOn(notice: HTMLElement | null): void {
  notice?.focus();
}
