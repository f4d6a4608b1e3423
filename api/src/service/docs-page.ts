import type { OpenApiDocument } from './openapi.ts';

type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: Schema | boolean;
  description?: string;
  default?: unknown;
  format?: string;
};
type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema };
type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
const link = (ref: string): string => {
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  return `<a href="#schema-${escaped(name)}">${escaped(name)}</a>`;
};

/** The type of a schema in a few words, components by name. */
const typeOf = (schema: Schema | undefined): string => {
  if (!schema) return 'any';
  if (schema.$ref) return link(schema.$ref);
  if (schema.const !== undefined) return escaped(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((word) => `<code>${escaped(String(word))}</code>`).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeOf).join(' | ');
  if (schema.allOf) return schema.allOf.map(typeOf).join(' &amp; ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items)}`;
  const name = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any');
  return escaped(schema.format ? `${name} (${schema.format})` : name);
};

const row = (name: string, type: string, required: boolean, schema: Schema | undefined, text = ''): string =>
  `<tr><td><code>${escaped(name)}</code>${required ? '' : ' <small>optional</small>'}</td><td>${type}` +
  `${schema?.default === undefined ? '' : ` <small>default ${escaped(JSON.stringify(schema.default))}</small>`}</td>` +
  `<td>${escaped(text || (schema?.description ?? ''))}</td></tr>`;

const table = (rows: string[], heads: readonly string[]): string =>
  rows.length === 0
    ? ''
    : `<table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;

const fields = (schema: Schema): string =>
  table(
    Object.entries(schema.properties ?? {}).map(([name, field]) =>
      row(name, typeOf(field), schema.required?.includes(name) ?? false, field),
    ),
    ['Field', 'Type', 'Meaning'],
  );

const bodyOf = (content: Record<string, { schema?: Schema }> | undefined): string =>
  Object.entries(content ?? {})
    .map(([type, { schema }]) => `<code>${escaped(type)}</code> ${typeOf(schema)}`)
    .join(', ');

const operationHtml = (path: string, method: string, operation: Operation): string => {
  const body = operation.requestBody?.content['application/json']?.schema;
  return (
    `<section id="${escaped(operation.operationId ?? '')}"><h3><span>${method.toUpperCase()}</span> <code>${escaped(path)}</code></h3>` +
    `<p>${escaped(operation.summary ?? '')}. ${escaped(operation.description ?? '')}</p>` +
    table(
      (operation.parameters ?? []).map((parameter) =>
        row(
          parameter.name,
          typeOf(parameter.schema),
          parameter.required ?? false,
          parameter.schema,
          parameter.description,
        ),
      ),
      ['Parameter', 'Type', 'Meaning'],
    ) +
    (body ? fields(body) : '') +
    table(
      Object.entries(operation.responses ?? {}).map(
        ([status, response]) =>
          `<tr><td><code>${status}</code></td><td>${bodyOf(response.content)}</td><td>${escaped(response.description ?? '')}</td></tr>`,
      ),
      ['Status', 'Answer', 'When'],
    ) +
    '</section>'
  );
};

const STYLE = `:root{color-scheme:light dark}body{font:14px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1.5rem}
h1{font-size:1.5rem}h2{margin-top:2.5rem;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}
h3{font-size:1rem;margin-bottom:.25rem}h3 span{font-weight:700}code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 12%,transparent)}
small{opacity:.75}a{color:inherit}`;

/** A page that people read, whole in itself: no script, nothing loaded from elsewhere. */
export const docsPage = (document: OpenApiDocument): string => {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  );
  const tags = (document.tags ?? []).map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name));
    return (
      `<h2 id="tag-${escaped(name)}">${escaped(name)}</h2><p>${escaped(description ?? '')}</p>` +
      own.map(({ path, method, operation }) => operationHtml(path, method, operation)).join('')
    );
  });
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>).map(
    ([name, schema]) =>
      `<section id="schema-${escaped(name)}"><h3>${escaped(name)}</h3><p>${escaped(schema.description ?? '')}</p>` +
      `${schema.properties ? fields(schema) : `<p>${typeOf(schema)}</p>`}</section>`,
  );
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>Throughline API</title><style>${STYLE}</style></head><body><main><h1>Throughline API ${escaped(document.info.version)}</h1>` +
    `<p>${escaped(document.info.description ?? '')} The same as <a href="/api/v1/openapi.json">OpenAPI 3.1</a>.</p>` +
    `${tags.join('')}<h2>Shapes</h2>${schemas.join('')}</main></body></html>`
  );
};
