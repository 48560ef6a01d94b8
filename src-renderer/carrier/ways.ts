import type { Carrier } from '../../src-main/contract/carrier.ts';

type TextCarrier = Carrier<string, string>;

/** The desktop window hands a port through the preload to the engine; a browser tab opens a WebSocket where it came from. */
export function openWay(): Promise<TextCarrier> {
  return navigator.userAgent.includes(' Electron/') ? portToEngine() : socketToEngine(`ws://${location.host}/engine`);
}

async function portToEngine(): Promise<TextCarrier> {
  const { port1, port2 } = new MessageChannel();
  window.postMessage('resalt:engine', location.origin, [port2]);
  return portCarrier(port1);
}

export function portCarrier(port: MessagePort): TextCarrier {
  const closed = new AbortController();
  port.addEventListener('close', () => closed.abort());
  return {
    send: (text) => port.postMessage(text),
    onMessage(listener) {
      port.addEventListener('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => closed.signal.addEventListener('abort', listener),
    close() {
      port.close();
      closed.abort();
    },
  };
}

/** Rejects with words for a person when there is nobody, or when the session there is over. */
export function socketToEngine(url: string): Promise<TextCarrier> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(socketCarrier(socket)), { once: true });
    socket.addEventListener('close', () => void whyRefused().then(reject), { once: true });
  });
}

function socketCarrier(socket: WebSocket): TextCarrier {
  return {
    send: (text) => socket.send(text),
    onMessage: (listener) => socket.addEventListener('message', (event) => listener(String(event.data))),
    onClose: (listener) => socket.addEventListener('close', listener, { once: true }),
    close: () => socket.close(),
  };
}

/** A browser does not tell a page why a WebSocket was refused, so the same door is asked by HTTP. */
async function whyRefused(): Promise<Error> {
  const over = new Error('This session is over. Ask Resalt where it runs for a new link.');
  const nobody = new Error('Resalt does not answer. Is `resalt serve` still running?');
  return fetch('/session')
    .then((reply) => (reply.status === 403 ? over : nobody))
    .catch(() => nobody);
}
