import { expect, test } from 'vitest';
import { localPath } from './local-path.ts';

test.each([
  [undefined, '/'],
  ['/orders?open=true', '/orders?open=true'],
  ['https://example.org/', '/'],
  ['//example.org/a', '/'],
  ['/\\example.org', '/'],
  ['javascript:alert(1)', '/'],
  ['/api/v1/session', '/'],
])('%s leads to %s', (next, path) => expect(localPath(next)).toBe(path));
