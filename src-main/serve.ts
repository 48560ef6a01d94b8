import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { type Answering, answer, longestMessage } from './procedures/answer.ts';
import { cookieOf, ownOrigin, type Refusal, socketGate } from './serve/gate.ts';
import { readPages } from './serve/pages.ts';
import { type House, replyTo, write } from './serve/reply.ts';
import { openSessions } from './serve/sessions.ts';
import { socketCarrier } from './serve/socket-carrier.ts';

export interface Serving {
  port: number;
  /** A link that lets one browser in, once, within five minutes. The link before it stops to work. */
  newLink(): string;
  close(): Promise<void>;
}
export interface ServeOptions {
  engine: Answering;
  /** 0: any free port. */
  port: number;
  /** The folder of the built screens. */
  screens: string;
}

/**
 * The same screens in a browser of this machine: HTTP and one WebSocket on 127.0.0.1. Rejects with Node's own error
 * where the port is taken (EADDRINUSE) or the screens were not built (ENOENT). Known limit: cookies know no ports, so
 * a browser shows the session's cookie to other web servers of 127.0.0.1 that the operator opens in it.
 */
export async function serve({ engine, port, screens }: ServeOptions): Promise<Serving> {
  const house: House = { pages: await readPages(screens), sessions: openSessions(), port };
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
    write(response, replyTo(request, house), request.method === 'HEAD');
  });
  server.maxConnections = 100;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => upgrade({ engine, house, sockets }, request, socket, head));
  house.port = await listen(server, port);
  return {
    port: house.port,
    newLink: () => `${ownOrigin(house.port)}/?once=${house.sessions.newLink()}`,
    async close() {
      house.sessions.close();
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

interface SocketHouse {
  engine: Answering;
  house: House;
  sockets: WebSocketServer;
}

function upgrade({ engine, house, sockets }: SocketHouse, request: IncomingMessage, socket: Duplex, head: Buffer) {
  const refusal = socketGate(request, house.port);
  if (refusal) return refuse(socket, refusal);
  const session = house.sessions.find(cookieOf(request, house.port) ?? '');
  if (!session) return refuse(socket, { status: 403, why: 'Ask Resalt where it runs for a new link.' });
  sockets.handleUpgrade(request, socket, head, (accepted) => {
    const touched = () => {
      session.used();
      engine.touched();
    };
    accepted.once(
      'close',
      session.onOver(() => accepted.terminate()),
    );
    answer({ router: engine.router, context: engine.context, touched }, socketCarrier(accepted));
  });
}

function refuse(socket: Duplex, { status, why }: Refusal): void {
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: ${why.length}\r\n\r\n${why}`);
}
