// The least that an honest collector does: parse the bytes, append them, fdatasync in groups, then reply.
import { fdatasync, openSync, write } from 'node:fs';
import { createServer } from 'node:http';

const file = openSync(process.argv[2] as string, 'a');
let waiting: { body: Buffer; reply: () => void }[] = [];
let busy = false;

function flush(): void {
  if (busy || waiting.length === 0) return;
  busy = true;
  const group = waiting;
  waiting = [];
  write(file, Buffer.concat(group.map(({ body }) => body)), (failed) => {
    if (failed) throw failed;
    fdatasync(file, (error) => {
      if (error) throw error;
      for (const { reply } of group) reply();
      busy = false;
      flush();
    });
  });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const events = JSON.parse(body.toString()) as unknown[];
    waiting.push({ body, reply: () => response.writeHead(202).end(`{"accepted":${events.length}}`) });
    setImmediate(flush);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
process.on('disconnect', () => process.exit());
