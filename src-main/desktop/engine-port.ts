import { type IpcMainEvent, ipcMain, type MessagePortMain } from 'electron';
import type { Carrier } from '../contract/carrier.ts';
import { type Answering, answer } from '../procedures/answer.ts';
import { isHome } from './home.ts';

/** The one message that main takes: a port to talk to the engine through, from the top frame of our own page. */
export function offerEngine(engine: Answering): void {
  ipcMain.on('resalt:engine', (event) => {
    const [port] = event.ports;
    if (port && fromOurPage(event)) answer(engine, portCarrier(port));
    else port?.close();
  });
}

function fromOurPage({ senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isHome(senderFrame.url);
}

function portCarrier(port: MessagePortMain): Carrier<string, string> {
  const closed = new AbortController();
  port.on('close', () => closed.abort());
  return {
    send: (text) => {
      if (!closed.signal.aborted) port.postMessage(text);
    },
    onMessage(listener) {
      port.on('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => closed.signal.addEventListener('abort', listener),
    close() {
      port.close();
      closed.abort();
    },
  };
}
