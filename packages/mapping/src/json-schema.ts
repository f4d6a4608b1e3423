import * as z from 'zod';
import { MappingSchema } from './language/mapping.ts';

/** JSON Schema 2020-12 of the mapping language, for editors. */
export const mappingJsonSchema = (): Record<string, unknown> => ({
  title: 'Throughline mapping',
  ...z.toJSONSchema(MappingSchema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' }),
});
