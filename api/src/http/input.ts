import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Route } from '@throughline/contracts';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ROUTE } from './endpoint.ts';
import { invalid } from './problem.ts';

const parsed = (part: 'path' | 'query' | 'body', schema: z.ZodType | undefined, value: unknown): unknown => {
  if (!schema) return undefined;
  // A parameter that is not known would be ignored in silence, and a filter ignored is a wrong number.
  const strict = schema instanceof z.ZodObject ? schema.strict() : schema;
  const result = strict.safeParse(value ?? {});
  if (!result.success) throw invalid(part, result.error.issues);
  return result.data;
};

/** Validates a request against its route; throws the 400 problem that names each place at fault. */
export const inputOf = (route: Route, request: Pick<FastifyRequest, 'params' | 'query' | 'body'>) => ({
  params: parsed('path', route.params, request.params),
  query: parsed('query', route.query, request.query),
  body: parsed('body', route.body, request.body),
});

/** Gives a handler its validated `RouteInput`. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) =>
  inputOf(
    Reflect.getMetadata(ROUTE, context.getHandler()) as Route,
    context.switchToHttp().getRequest<FastifyRequest>(),
  ),
);
