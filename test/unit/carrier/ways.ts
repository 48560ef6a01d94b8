import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Carrier } from '../../../src-main/contract/carrier.ts';
import { socketCarrier } from '../../../src-main/serve/socket-carrier.ts';
import { portCarrier, socketToEngine } from '../../../src-renderer/carrier/ways.ts';

/** The browser's WebSocket, which Node 20 lacks: an error is no exception there. */
class BrowserSocket extends WebSocket {
  constructor(url: string) {
    super(url);
    this.on('error', () => undefined);
  }
}

export type TextCarrier = Carrier<string, string>;
/** A way between a window and an engine: every `open` makes one more pair of ends. */
export interface Way {
  open(): Promise<TextCarrier>;
  onEngineEnd(listener: (carrier: TextCarrier) => void): void;
  close(): Promise<void>;
}

function listening() {
  let listener: (carrier: TextCarrier) => void = () => undefined;
  return {
    onEngineEnd: (next: typeof listener) => {
      listener = next;
    },
    arrived: (carrier: TextCarrier) => listener(carrier),
  };
}

export async function memoryWay(): Promise<Way> {
  const { onEngineEnd, arrived } = listening();
  const open = async () => {
    const [window, engine] = memoryPair();
    arrived(engine);
    return window;
  };
  return { open, onEngineEnd, close: async () => undefined };
}

function memoryPair(): [TextCarrier, TextCarrier] {
  const closed = new AbortController();
  const ends = [new EventTarget(), new EventTarget()] as const;
  const end = (own: EventTarget, other: EventTarget): TextCarrier => ({
    send: (text) =>
      queueMicrotask(() => closed.signal.aborted || other.dispatchEvent(new CustomEvent('text', { detail: text }))),
    onMessage: (listener) => own.addEventListener('text', (event) => listener((event as CustomEvent<string>).detail)),
    onClose: (listener) => closed.signal.addEventListener('abort', listener),
    close: () => closed.abort(),
  });
  return [end(ends[0], ends[1]), end(ends[1], ends[0])];
}

export async function channelWay(): Promise<Way> {
  const { onEngineEnd, arrived } = listening();
  const opened: TextCarrier[] = [];
  const open = async () => {
    const { port1, port2 } = new MessageChannel();
    const window = portCarrier(port1);
    opened.push(window);
    arrived(portCarrier(port2));
    return window;
  };
  return { open, onEngineEnd, close: async () => opened.forEach((carrier) => void carrier.close()) };
}

export async function socketWay(): Promise<Way> {
  const { onEngineEnd, arrived } = listening();
  vi.stubGlobal('WebSocket', BrowserSocket);
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => arrived(socketCarrier(socket)));
  const { port } = server.address() as AddressInfo;
  return {
    open: () => socketToEngine(`ws://127.0.0.1:${port}/engine`),
    onEngineEnd,
    async close() {
      for (const socket of server.clients) socket.terminate();
      vi.unstubAllGlobals();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
