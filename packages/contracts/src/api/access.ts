import * as z from 'zod';
import { INGEST_SCOPES, SourcePatternSchema } from '../intake-config.ts';
import { InstantSchema } from './common.ts';

/** What a person may do; each role includes those before it. */
export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Whether `role` includes what `needed` allows. */
export const roleIncludes = (role: Role, needed: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Body of `POST /session`: the token of a sign-in link, which works once. */
export const SignInBodySchema = z.object({ token: z.string().min(20).max(200) });

/** Who is signed in, and until when. */
export const SessionSchema = z
  .object({
    user: z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }),
    role: z.enum(ROLES),
    workspace: z.object({ id: z.number().int(), name: z.string() }),
    expiresAt: InstantSchema.nullable().meta({ description: 'Null for a local command.' }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof SessionSchema>;

/** Body of `POST /sign-in-links`: for whom. A person unknown so far is added with `role`. */
export const SignInLinkBodySchema = z.object({
  email: z.email().max(320).optional(),
  name: z.string().trim().min(1).max(200).optional(),
  role: z.enum(ROLES).default('viewer'),
});
export type SignInLinkBody = z.output<typeof SignInLinkBodySchema>;
export const SignInLinkSchema = z
  .object({ url: z.string(), expiresAt: InstantSchema })
  .meta({ id: 'SignInLink', description: 'Shown once; works once.' });
export type SignInLink = z.infer<typeof SignInLinkSchema>;

/** Body of `POST /keys`. */
export const KeyBodySchema = z.object({
  label: z.string().trim().min(1).max(200),
  sources: z.array(SourcePatternSchema).min(1).max(200).default(['*']),
  scopes: z
    .array(z.enum(INGEST_SCOPES))
    .min(1)
    .default([...INGEST_SCOPES]),
  expiresAt: InstantSchema.nullable().default(null),
});
export type KeyBody = z.output<typeof KeyBodySchema>;

/** An ingest key without its secret. */
export const ApiKeySchema = z
  .object({
    id: z.string(),
    label: z.string(),
    hint: z.string().meta({ description: 'First characters, to recognise it by.' }),
    sources: z.array(z.string()),
    scopes: z.array(z.enum(INGEST_SCOPES)),
    createdAt: InstantSchema,
    createdBy: z.string(),
    expiresAt: InstantSchema.nullable(),
    revokedAt: InstantSchema.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKeySchema>;
export const NewApiKeySchema = z
  .object({
    key: ApiKeySchema,
    secret: z.string().meta({ description: 'Shown this once; send it as a Bearer token.' }),
  })
  .meta({ id: 'NewApiKey' });
export type NewApiKey = z.infer<typeof NewApiKeySchema>;
export const ApiKeysSchema = z.object({ items: z.array(ApiKeySchema) }).meta({ id: 'ApiKeys' });
export type ApiKeys = z.infer<typeof ApiKeysSchema>;
export const ApiKeyParamsSchema = z.object({ id: z.string().min(1).max(64) });
