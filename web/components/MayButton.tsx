import { Button, type ButtonProps, Tooltip, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type MouseEvent, type ReactNode, useId } from 'react';

/** The API's answer to whether the caller may, and if not, why. */
export interface Allowed {
  allowed: boolean;
  because?: string | undefined;
}

interface MayButtonProps extends ButtonProps {
  may: Allowed;
  children: ReactNode;
  /** Where it leads, or what it does. */
  to?: string;
  onClick?: () => void;
}

/** A button for what the API may refuse: then it stays, can be focused, does nothing, and says why. */
export function MayButton({ may, children, to, onClick, ...button }: MayButtonProps) {
  const why = useId();
  if (may.allowed) {
    return to === undefined ? (
      <Button {...button} onClick={onClick}>
        {children}
      </Button>
    ) : (
      <Button {...button} component={Link} to={to}>
        {children}
      </Button>
    );
  }
  const because = may.because ?? 'You may not do this';
  return (
    <>
      <Tooltip label={because} events={{ hover: true, focus: true, touch: true }} multiline maw={320}>
        <Button
          {...button}
          data-disabled
          aria-disabled
          aria-describedby={why}
          onClick={(event: MouseEvent) => event.preventDefault()}
        >
          {children}
        </Button>
      </Tooltip>
      <VisuallyHidden id={why}>{because}</VisuallyHidden>
    </>
  );
}
