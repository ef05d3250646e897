import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { shareStyleNonce, styleNonce } from './nonce.ts';
import { takeOutOfAddress } from './pages/consents/brought-back.ts';
import { paths } from './paths.ts';
import { Problem } from './problem.ts';
import { newQueryClient } from './query-client.ts';
import { consoleRouter } from './router.ts';
import { cssVariables, theme } from './theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');
takeOutOfAddress(); // before anything reads the address
const queries = newQueryClient(() => {
  const { pathname, href } = router.state.location;
  if (pathname !== paths.signIn()) void router.navigate({ to: paths.signIn(), search: { to: href } });
});
const router = consoleRouter(queries);
shareStyleNonce();
const onCaughtError = (error: unknown): void => {
  if (!(error instanceof Problem)) console.error(error); // a refusal is shown on the page, and no fault of ours
};
createRoot(root, { onCaughtError }).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={cssVariables}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
