import {
  ConflictsPageSchema,
  ConflictsQuerySchema,
  DeadLetterParamsSchema,
  DeadLettersPageSchema,
  DeadLettersQuerySchema,
  FeedsSchema,
  ImportsPageSchema,
  ImportsQuerySchema,
  OrphansPageSchema,
  OrphansQuerySchema,
} from '../feeds.ts';
import { AcceptedSchema } from '../identity.ts';
import { PayloadSchema } from '../order.ts';
import type { Route } from '../route.ts';
import { V1 } from '../v1.ts';

/** What comes in, and what of it waits for a person. */
export const SOURCES_ROUTES = {
  listFeeds: {
    method: 'GET',
    path: `${V1}/feeds`,
    access: 'viewer',
    tag: 'sources',
    summary: 'Sources, and up to when each is complete',
    response: FeedsSchema,
  },
  listDeadLetters: {
    method: 'GET',
    path: `${V1}/dead-letters`,
    access: 'viewer',
    tag: 'sources',
    summary: 'What could not be processed, and why',
    query: DeadLettersQuerySchema,
    response: DeadLettersPageSchema,
  },
  getDeadLetterRaw: {
    method: 'GET',
    path: `${V1}/dead-letters/{id}/raw`,
    access: 'operator',
    tag: 'sources',
    summary: 'Open the original bytes of a dead letter',
    params: DeadLetterParamsSchema,
    response: PayloadSchema,
    problems: [404, 410],
    audited: true,
  },
  requeueDeadLetter: {
    method: 'POST',
    path: `${V1}/dead-letters/{id}/requeue`,
    access: 'operator',
    tag: 'sources',
    summary: 'Send a dead letter through the pipeline again',
    params: DeadLetterParamsSchema,
    response: AcceptedSchema,
    status: 202,
    problems: [404, 503],
  },
  listOrphans: {
    method: 'GET',
    path: `${V1}/orphans`,
    access: 'viewer',
    tag: 'sources',
    summary: 'Facts that belong to no order yet',
    query: OrphansQuerySchema,
    response: OrphansPageSchema,
  },
  listConflicts: {
    method: 'GET',
    path: `${V1}/conflicts`,
    access: 'viewer',
    tag: 'sources',
    summary: 'Keys that would have melted different orders into one',
    query: ConflictsQuerySchema,
    response: ConflictsPageSchema,
  },
  listImports: {
    method: 'GET',
    path: `${V1}/imports`,
    access: 'viewer',
    tag: 'sources',
    summary: 'Imports of files, newest first',
    query: ImportsQuerySchema,
    response: ImportsPageSchema,
  },
} as const satisfies Record<string, Route>;
