import { buildApp } from './app.ts';
import { openApiDocument } from './openapi.ts';
import type { Services } from './services.ts';

/** The OpenAPI document, without a database or an engine: describing the routes calls none of them. */
export async function describeApi(): Promise<object> {
  const unused = new Proxy({} as Services, {
    get: (_, name) => (name === 'url' ? 'http://localhost' : undefined),
  });
  const app = await buildApp(unused, { consoleFolder: '/nowhere' });
  const document = openApiDocument(app);
  await app.close();
  return document;
}
