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
import { takeOutOfAddress } from './brought-back.ts';
import { shareStyleNonce, styleNonce } from './nonce.ts';
import { paths } from './paths.ts';
import { Problem } from './problem.ts';
import { newQueryClient } from './query-client.ts';
import { consoleRouter } from './router.ts';
import { cssVariables, theme } from './theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');
takeOutOfAddress(); // before anything reads the address
const queries = newQueryClient((problem) => {
  const { pathname, href } = router.state.location;
  const [, organization = ''] = /^\/o\/([^/]+)/.exec(pathname) ?? [];
  const signIn = problem === 'sso-needed' ? paths.organizationSignIn(organization) : paths.signIn();
  if (pathname !== signIn) void router.navigate({ to: signIn, search: { to: href } });
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
