import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/**
 * A page load tells a screen reader where it is and begins reading at the top; a navigation inside the page does neither. So after each one
 * the new page's heading gets the focus, and its name is announced. Forms beside a page are not pages: a dialog announces itself and
 * holds its own focus. Returns what to announce.
 */
export function useRouteAnnouncer(): string {
  const router = useRouter();
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    let shown: string | undefined;
    return router.subscribe('onRendered', () => {
      const page = router.state.matches.findLast((match) => !match.staticData.beside)?.pathname;
      const before = shown;
      shown = page;
      if (before === undefined || before === page) return; // the browser has announced the first page
      const heading = document.querySelector<HTMLElement>('main h1');
      heading?.focus({ preventScroll: true });
      setAnnounced(heading?.textContent ?? document.title);
    });
  }, [router]);
  return announced;
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** A form beside its page, not a page. */
    beside?: boolean;
  }
}
