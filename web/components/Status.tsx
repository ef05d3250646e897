import { Badge } from '@mantine/core';
import { type Look, type StatusKind, type StatusOf, statusLooks } from './status-words.ts';

/** A status as a badge. */
export function Status<K extends StatusKind>({ kind, is }: { kind: K; is: StatusOf<K> }) {
  return <Labelled look={statusLooks[kind][is] as Look} />;
}

function Labelled({ look }: { look: Look }) {
  // Mantine's own badge text misses WCAG AA on its tint
  const color = `light-dark(color-mix(in oklab, var(--mantine-color-${look.color}-9), black 30%), var(--mantine-color-${look.color}-2))`;
  return (
    <Badge
      variant="light"
      color={look.color}
      tt="none"
      fw={600}
      leftSection={<look.icon size={12} aria-hidden />}
      styles={{ root: { color, minWidth: 'max-content' } }}
    >
      {look.label}
    </Badge>
  );
}
