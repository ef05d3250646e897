import swagger from '@fastify/swagger';
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { App } from './app-types.ts';
import { SESSION_COOKIE } from './cookies.ts';

/** Makes the OpenAPI 3.1 document of all routes that come after it, from the schemas that validate requests and answers. */
export async function documentRoutes(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Doorward',
        version: '1.0.0',
        description: 'Shows people into an organization and sees them out again. See docs/http.md.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'A person, signed in' },
          key: { type: 'http', scheme: 'bearer', description: 'A program, with an API key of the organization' },
        },
      },
      security: [{ session: [] }, { key: [] }],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig: { target: 'draft-2020-12' } }),
    transformObject: jsonSchemaTransformObject,
  });
}

export function serveDocument(app: App): void {
  app.get('/openapi.json', { schema: { hide: true }, config: { access: 'anyone' } }, async () => openApiDocument(app));
}

type Schemas = Record<string, unknown>;
interface Document {
  paths?: unknown;
  components?: { schemas?: Schemas };
}

/** The document as it is served and committed. */
export function openApiDocument(app: App): Document {
  return tidy(app.swagger() as Document);
}

/** Each schema is emitted twice, for input and output: those that are equal become one, those that nobody refers to go. */
function tidy(document: Document): Document {
  const schemas = document.components?.schemas ?? {};
  const same = Object.keys(schemas).filter((name) => name.endsWith('Input') && equalTwin(schemas, name));
  const merged = (text: string): string =>
    same.reduce((all, name) => all.replaceAll(`schemas/${name}"`, `schemas/${name.slice(0, -'Input'.length)}"`), text);
  const texts = new Map(Object.entries(schemas).map(([name, schema]) => [name, merged(JSON.stringify(schema))]));
  for (const name of same) texts.delete(name);
  const paths = merged(JSON.stringify(document.paths));
  const used = new Set<string>();
  const walk = (text: string): void => {
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)"/g)) {
      if (name === undefined || used.has(name)) continue;
      used.add(name);
      walk(texts.get(name) ?? '');
    }
  };
  walk(paths);
  // an input that no output stands beside needs no suffix
  const alone = [...used].filter((name) => name.endsWith('Input') && !used.has(name.slice(0, -'Input'.length)));
  const named = (text: string): string =>
    alone.reduce((all, name) => all.replaceAll(`schemas/${name}"`, `schemas/${name.slice(0, -'Input'.length)}"`), text);
  const kept = [...used].sort().map((name) => {
    const schema: unknown = JSON.parse(named(texts.get(name) ?? '{}'));
    return [alone.includes(name) ? name.slice(0, -'Input'.length) : name, schema] as const;
  });
  return {
    ...document,
    paths: JSON.parse(named(paths)),
    components: { ...document.components, schemas: Object.fromEntries(kept) },
  };
}

function equalTwin(schemas: Schemas, name: string): boolean {
  const twin = schemas[name.slice(0, -'Input'.length)];
  const normal = (schema: unknown): string => JSON.stringify(schema).replace(/schemas\/(\w+?)Input"/g, 'schemas/$1"');
  return twin !== undefined && normal(twin) === normal(schemas[name]);
}
