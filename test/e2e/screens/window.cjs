// A bare window of a real Electron on the page that the last argument names, as locked down as the product's own.
const { app, BrowserWindow } = require('electron');

app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    webPreferences: { sandbox: true, contextIsolation: true },
  });
  void window.loadURL(process.argv.at(-1));
});
app.on('window-all-closed', () => app.quit());
