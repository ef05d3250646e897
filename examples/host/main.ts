// A small product that lets Doorward decide: docs/hosts.md. Environment: docs/configuration.md.
import { hostApp } from './app.ts';

const { DOORWARD_URL, HOST_DATA, PORT } = process.env;
if (!DOORWARD_URL || !HOST_DATA || !PORT) throw new Error('DOORWARD_URL, HOST_DATA and PORT must be set');

const app = hostApp({ doorwardUrl: DOORWARD_URL, dataDir: HOST_DATA });
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
await app.listen({ port: Number(PORT), host: 'localhost' });
