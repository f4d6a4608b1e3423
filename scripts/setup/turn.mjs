import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './say.mjs';

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Whether the place was free, or its holder is gone and it could be taken from it. */
function take(place) {
  try {
    mkdirSync(place);
    writeFileSync(join(place, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  let pid = 0;
  try {
    pid = Number(readFileSync(join(place, 'pid'), 'utf8'));
  } catch {
    // The holder has made the folder and is about to write its number.
    return false;
  }
  if (pid > 0 && !alive(pid)) rmSync(place, { recursive: true, force: true });
  return false;
}

/** Runs `work` while no other command sets up this checkout; two at once would undo each other's installation. */
export async function inTurn(root, work) {
  const place = join(root, '.setup-in-progress');
  for (let waited = 0; !take(place); waited += 1) {
    if (waited === 2) say('Another command is setting up this checkout; waiting for it ...');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  try {
    return await work();
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
