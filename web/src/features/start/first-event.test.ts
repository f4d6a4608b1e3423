import { CloudEventSchema } from '@throughline/contracts';
import { expect, test } from 'vitest';
import { firstEventCommand } from './first-event.ts';

test('the body of the command is a CloudEvent that the collector takes', () => {
  const command = firstEventCommand('http://127.0.0.1:4318', 'tl_in_x', 0);
  const body = /-d '([\s\S]*)'$/.exec(command)?.[1] ?? '';
  expect(CloudEventSchema.safeParse(JSON.parse(body)).error).toBeUndefined();
  expect(command).toContain("-H 'authorization: Bearer tl_in_x'");
  expect(body).not.toContain("'");
});
