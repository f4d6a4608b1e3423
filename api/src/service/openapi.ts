import { AmbiguousSchema, ProblemSchema, ROUTES, type Route } from '@throughline/contracts';
import * as z from 'zod';
import {
  createDocument,
  createSchema,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';

const Problem = ProblemSchema.meta({
  id: 'Problem',
  description:
    'RFC 9457 problem details; each error points at its place (RFC 6901), the remedy says what to do.',
});

const WHEN: Readonly<Record<number, string>> = {
  400: 'A parameter or the body is not valid; the pointers name each place.',
  401: 'Nobody is signed in, or the session has ended.',
  403: 'The role does not allow it, or the request comes from another site.',
  404: 'Nothing is known by that name.',
  409: 'The id names several orders; the candidates are listed.',
  410: 'It was erased, or its retention is over.',
  429: 'Too many attempts; Retry-After says when to go on.',
  500: 'Something failed in the server.',
  503: 'Not ready, or what it needs is away; try again.',
};

const problem = (status: number) => ({
  description: WHEN[status] ?? 'A problem.',
  content: { 'application/problem+json': { schema: status === 409 ? AmbiguousSchema : Problem } },
});

const answerOf = (route: Route) => {
  const content = route.response
    ? { 'application/json': { schema: route.response } }
    : route.contentType
      ? {
          [route.contentType]: {
            schema: route.contentType.endsWith('json') ? z.looseObject({}) : z.string(),
          },
        }
      : undefined;
  return { description: route.summary, ...(content && { content }) };
};

const operation = (name: string, route: Route): ZodOpenApiOperationObject => {
  const statuses = [
    ...(route.params || route.query || route.body ? [400] : []),
    ...(route.access === 'open' ? [] : [401, 403]),
    ...(route.problems ?? []),
    500,
  ];
  const who =
    route.access === 'open'
      ? 'Open to all.'
      : route.access === 'token'
        ? 'For local commands and scrapers, by service token.'
        : `Needs the role ${route.access}.`;
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, who].filter(Boolean).join(' '),
    security: route.access === 'open' ? [] : [{ session: [] }, { token: [] }],
    ...((route.params || route.query) && {
      requestParams: {
        ...(route.params && { path: route.params as z.ZodObject }),
        ...(route.query && { query: route.query as z.ZodObject }),
      },
    }),
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: route.body } } },
    }),
    responses: {
      [String(route.status ?? 200)]: answerOf(route),
      ...Object.fromEntries(statuses.map((status) => [String(status), problem(status)])),
    },
  };
};

/** What comes before a `z.preprocess` cannot be described; what it leads to can. */
const readThrough = ({
  zodSchema,
  jsonSchema,
  io,
}: {
  zodSchema: unknown;
  jsonSchema: object;
  io: 'input' | 'output';
}) => {
  const { def } = (zodSchema as z.ZodType)._zod;
  if (!(zodSchema instanceof z.ZodPipe) || io !== 'input') return;
  const pipe = def as z.core.$ZodPipeDef;
  if (pipe.in._zod.def.type !== 'transform') return;
  Object.assign(
    jsonSchema,
    createSchema(pipe.out as z.ZodType, { io, opts: { override: readThrough } }).schema,
  );
};

/** The OpenAPI 3.1 description of every route, from the schemas that validate them. */
export const openApiDocument = (version: string) => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Throughline',
        version,
        description: 'Orders seen whole across systems. Times are ISO 8601 in UTC; money is decimal strings.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'orders', description: 'Find orders and see one whole.' },
        { name: 'exceptions', description: 'What a person must handle, and the rules that find it.' },
        { name: 'figures', description: 'Counts and times over the orders that a filter means.' },
        { name: 'sources', description: 'What comes in, and what of it waits for a person.' },
        { name: 'catalogue', description: 'Words and contracts.' },
        { name: 'access', description: 'Sessions, links and ingest keys.' },
        { name: 'service', description: 'The server itself.' },
      ],
      paths: paths as ZodOpenApiPathsObject,
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'throughline_session',
            description: 'Set by POST /api/v1/session.',
          },
          token: {
            type: 'http',
            scheme: 'bearer',
            description: 'The token of the data directory’s lock file.',
          },
        },
      },
    },
    { override: readThrough, allowEmptySchema: { transform: true } },
  );
};
export type OpenApiDocument = ReturnType<typeof openApiDocument>;
