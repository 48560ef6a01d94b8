import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { electronDist, root } from '../../e2e/electron-runtime.ts';
import type { Resalt } from './resalt.ts';

/** Lets a person look at the five sites in the window, or where there is none in a browser. Without a person it says how. */
export async function offerDashboard(resalt: Resalt, signal: AbortSignal): Promise<void> {
  const dist = process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? electronDist() : null;
  const where = dist ? 'in its window' : 'in your browser';
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    console.log(`\nRun "npm run demo" in a terminal to look at these sites ${where} before they go.`);
    return;
  }
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  const typed = await questions.question(`\nLook at the sites ${where}? [y/N] `, { signal }).catch(() => 'n');
  questions.close();
  if (!/^y(es)?$/i.test(typed.trim())) return;
  console.log(`The vault's passphrase in this demo: ${resalt.passphrase}`);
  if (dist) await openWindow(dist, resalt);
  else await resalt.stay('serve');
}

async function openWindow(dist: string, { dataDir }: Resalt): Promise<void> {
  console.log('Close the window to end the demo.');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const window = spawn(`${dist}/electron`, [...sandbox, `--user-data-dir=${dataDir}`, root], { stdio: 'ignore' });
  await once(window, 'exit');
}
