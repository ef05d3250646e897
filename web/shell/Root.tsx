import { VisuallyHidden } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { ConfirmProvider } from '../components/Confirm.tsx';
import { useRouteAnnouncer } from './use-route-announcer.ts';

/** Around every page. */
export function Root() {
  const announced = useRouteAnnouncer();
  return (
    <ConfirmProvider>
      <a className="skip-link" href="#main" onClick={skip}>
        Skip to content
      </a>
      <VisuallyHidden aria-live="polite" aria-atomic data-announcer>
        {announced}
      </VisuallyHidden>
      <Outlet />
    </ConfirmProvider>
  );
}

/** Without changing the address: on some pages its fragment is a secret that is still needed. */
function skip(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
