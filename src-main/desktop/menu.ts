import { app, Menu, type MenuItemConstructorOptions } from 'electron';

/** The usual menus of the system, and one of our own acts: locking the vault at once. */
export function setMenu(lockVault: (reason: string) => void): void {
  const isMac = process.platform === 'darwin';
  const lock: MenuItemConstructorOptions = {
    label: 'Lock vault',
    accelerator: 'CmdOrCtrl+Shift+L',
    click: () => lockVault('locked by hand'),
  };
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
  ];
  const menus: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: 'File', submenu: [lock, { type: 'separator' }, { role: isMac ? 'close' : 'quit' }] },
    { role: 'editMenu' },
    { label: 'View', submenu: view },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(menus));
}
