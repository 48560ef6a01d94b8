import type { WebSocket } from 'ws';
import type { Carrier } from '../contract/carrier.ts';

/** Bytes that may wait for a browser that does not read; past that it is cut off. */
const mostWaiting = 64 * 1024 * 1024;

/** The engine's end of a browser tab. */
export function socketCarrier(socket: WebSocket): Carrier<string, string> {
  // `close` follows every error, and a broken connection needs no other answer.
  socket.on('error', () => undefined);
  return {
    send(text) {
      socket.send(text);
      if (socket.bufferedAmount > mostWaiting) socket.terminate();
    },
    onMessage: (listener) =>
      void socket.on('message', (data, isBinary) => {
        if (isBinary) socket.terminate();
        else listener(String(data));
      }),
    onClose: (listener) => void socket.once('close', listener),
    close: () => socket.close(),
  };
}
