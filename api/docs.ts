import scalar from '@scalar/fastify-api-reference';
import type { App } from './app-types.ts';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'", // the reader makes its styles at run time
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Doorward API</title>
<body>
<div id="app"></div>
<script src="/docs-assets/js/scalar.js"></script>
<script src="/docs-init.js"></script>
`;

const init = `Scalar.createApiReference('#app', {
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
});
`;

/** The API reader. The plugin's own page has an inline script, which a Content-Security-Policy blocks: of the plugin only the script file is used. */
export async function serveDocs(app: App): Promise<void> {
  await app.register(async (assets) => {
    assets.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'anyone' };
      route.schema = { ...route.schema, hide: true };
    });
    await assets.register(scalar, { routePrefix: '/docs-assets', configuration: { url: '/openapi.json' } });
  });
  const open = { config: { access: 'anyone' }, schema: { hide: true } } as const;
  app.get('/docs', open, (_request, reply) =>
    reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(page),
  );
  app.get('/docs-init.js', open, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(init));
}
