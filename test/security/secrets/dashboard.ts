import { once } from 'node:events';
import { request } from 'node:http';
import { WebSocket } from 'ws';
import type { Seen } from './forms.ts';

export interface Dashboard {
  call(kind: 'query' | 'mutation', path: string, input: unknown): Promise<unknown>;
  /** Every item of a subscription goes to `item`; ends when that says true. */
  follow(path: string, input: unknown, item: (data: unknown) => boolean): Promise<void>;
  /** Every frame that came from the engine, and the pages that were fetched. */
  frames: Seen[];
  close(): void;
}

interface Answer {
  kind: 'result' | 'next' | 'end' | 'error';
  id: number;
  data?: unknown;
  failure?: unknown;
}

/** Enters `resalt serve` by its one-time link as a browser does, and keeps every frame that it is sent. */
export async function enterDashboard(link: string): Promise<Dashboard> {
  const { origin, host } = new URL(link);
  const cookie = await cookieFor(link);
  const socket = new WebSocket(`ws://${host}/engine`, { headers: { Origin: origin, Cookie: cookie } });
  const frames: Seen[] = [];
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.on('message', (data) => {
    frames.push({ where: `frame ${frames.length} of the WebSocket`, text: String(data) });
    const answer: Answer = JSON.parse(String(data));
    waiting.get(answer.id)?.(answer);
  });
  await once(socket, 'open');
  let last = 0;
  const send = (message: object) => socket.send(JSON.stringify(message));
  const begin = (kind: string, path: string, input: unknown, heard: (answer: Answer) => void): number => {
    last += 1;
    waiting.set(last, heard);
    send({ kind, id: last, path, input });
    return last;
  };
  return {
    frames,
    call: (kind, path, input) =>
      new Promise((resolve, reject) =>
        begin(kind, path, input, (answer) =>
          answer.kind === 'error' ? reject(new Error(JSON.stringify(answer.failure))) : resolve(answer.data),
        ),
      ),
    follow: (path, input, item) =>
      new Promise((resolve, reject) => {
        begin('subscription', path, input, (answer) => {
          if (answer.kind === 'error') return reject(new Error(JSON.stringify(answer.failure)));
          if (answer.kind === 'end') return resolve();
          send({ kind: 'seen', id: answer.id });
          if (!item(answer.data)) return;
          send({ kind: 'stop', id: answer.id });
          resolve();
        });
      }),
    close: () => socket.terminate(),
  };
}

function cookieFor(link: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(link, (response) => {
      response.resume();
      resolve(String(response.headers['set-cookie']).split(';')[0] ?? '');
    });
    asked.on('error', reject).end();
  });
}
