import { type BrowserWindow, type Rectangle, screen } from 'electron';
import Store from 'electron-store';

interface WindowState {
  bounds: Rectangle | null;
  maximised: boolean;
}

const usual = { width: 1280, height: 820 };
const smallest = { minWidth: 900, minHeight: 600 };

export interface RememberedWindow {
  /** Where the window was, if a screen still shows that place. */
  options: { width: number; height: number; x?: number; y?: number; minWidth: number; minHeight: number };
  follow(window: BrowserWindow): void;
}

export function rememberedWindow(): RememberedWindow {
  const store = new Store<WindowState>({ name: 'window', defaults: { bounds: null, maximised: false } });
  const bounds = store.get('bounds');
  return {
    options: { ...(bounds && isShown(bounds) ? bounds : usual), ...smallest },
    follow(window) {
      if (store.get('maximised')) window.maximize();
      window.on('close', () => store.set({ bounds: window.getNormalBounds(), maximised: window.isMaximized() }));
    },
  };
}

/** A screen may have been unplugged since: at least a corner that can be grabbed must lie on one. */
function isShown({ x, y, width }: Rectangle): boolean {
  const grip = 80;
  return screen.getAllDisplays().some(({ workArea: area }) => {
    const across = x + width - grip > area.x && x + grip < area.x + area.width;
    return across && y >= area.y && y + grip < area.y + area.height;
  });
}
