import { ipcRenderer } from 'electron';

/** Hands the window's port on to the engine, and nothing else. Main checks again who sent it. */
window.addEventListener('message', (event) => {
  const fromThisPage = event.source === window && event.origin === location.origin;
  if (fromThisPage && event.data === 'resalt:engine') ipcRenderer.postMessage('resalt:engine', null, [...event.ports]);
});
