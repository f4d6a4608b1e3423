import { badRequest } from './problem.ts';

/** UTC milliseconds of an instant of a request; `undefined` and null stay null. */
export const millis = (instant: string | null | undefined): number | null =>
  instant === undefined || instant === null ? null : Date.parse(instant);

/** The same, as an optional value. */
export const maybeMillis = (instant: string | undefined): number | undefined =>
  instant === undefined ? undefined : Date.parse(instant);

/** 400 where `knownAt` cannot be answered: lists and figures over many orders are kept as they are known now. */
export const refuseKnownAt = (knownAt: string | undefined): void => {
  if (knownAt === undefined) return;
  throw badRequest(
    '/query/knownAt',
    'is served for one order, not for lists and figures: they are kept as known now',
    'Leave it out, or ask GET /api/v1/orders/{id}?knownAt=…; `at` serves every read.',
  );
};
