import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Measured } from './contender.ts';

/** At its end a Node process tells its peak memory (kilobytes) on descriptor 3. */
const tellPeak = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,'peak='+process.resourceUsage().maxRSS+';'))`;

export interface Ended extends Measured {
  code: number | null;
  out: string;
}

/** Runs a program to its end. A Node process also tells its peak memory and, when it measured itself, its own time. */
export async function runChild(words: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const [program = '', ...args] = words;
  const node = program === process.execPath;
  const began = performance.now();
  const child = spawn(program, node ? ['--import', tellPeak, ...args] : args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let [out, told] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.resume();
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  const own = /ms=([\d.]+);/.exec(told)?.[1];
  const peak = /peak=(\d+);/.exec(told)?.[1];
  return {
    code,
    out,
    ms: own === undefined ? performance.now() - began : Number(own),
    peak: peak === undefined ? null : Number(peak) * 1024,
  };
}

/** A program of this folder, in its own process; it tells the time of its work alone on descriptor 3. */
export const runHere = (file: string, input: object): Promise<Ended> =>
  runChild([process.execPath, '--import', 'tsx', join(import.meta.dirname, file), JSON.stringify(input)]);
