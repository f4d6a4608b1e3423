import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventKey, fromCorrelationId, lifeId, toCorrelationId } from './ids.ts';

it('event keys are the first 128 bits of a known hash, apart per workspace', () => {
  // printf '1\0commerce/acme-us\0order/1:created' | sha256sum
  expect(eventKey(1, 'commerce/acme-us', 'order/1:created').toString(16).padStart(32, '0')).toBe(
    '76608209da241d7e2a90646f7c704e86',
  );
  expect(eventKey(1, 'a', 'b')).not.toBe(eventKey(2, 'a', 'b'));
  expect(lifeId(1, 5n)).not.toBe(lifeId(2, 5n));
});

it('correlation ids are 27 URL-safe letters and name their life', () => {
  const life = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
  fc.assert(
    fc.property(life, (id) => {
      const text = toCorrelationId(id);
      expect(text).toMatch(/^c[0-9a-z]{26}$/);
      expect(fromCorrelationId(text)).toBe(id);
    }),
  );
  expect(fromCorrelationId('c!')).toBeNull();
});
