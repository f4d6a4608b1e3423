import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileMapping } from './compile.ts';
import { mappingJsonSchema } from './json-schema.ts';

const examples = new URL('../../../examples/imports/', import.meta.url);
const file = new URL('mapping.schema.json', examples);

describe('the mapping language', () => {
  it('has the JSON Schema that editors are given (THROUGHLINE_UPDATE=1 rewrites it)', () => {
    const schema = mappingJsonSchema();
    if (process.env.THROUGHLINE_UPDATE) writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
  });

  it('is described with mappings that compile', () => {
    const manual = readFileSync(new URL('../../docs/importing.md', examples), 'utf8');
    const head = 'version: 1\nname: part\nsource: oms/part\n';
    const blocks = [...manual.matchAll(/```yaml\n([^`]*)```/g)].map(([, text = '']) => text);
    expect(blocks.length).toBeGreaterThan(1);
    for (const text of blocks) {
      expect(compileMapping(text.includes('version: 1') ? text : head + text).problems).toEqual([]);
    }
  });

  it('has examples that compile', () => {
    const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.length).toBeGreaterThan(1);
    for (const { name } of folders) {
      const text = readFileSync(new URL(`${name}/mapping.yaml`, examples), 'utf8');
      expect(compileMapping(text).problems).toEqual([]);
    }
  });
});
