import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The screens with the fake engine in the place of the real one; nothing else differs from the product. */
const fakeEngine: Plugin = {
  name: 'fake-engine',
  enforce: 'pre',
  async resolveId(source, importer) {
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found?.id === here('../../../src-renderer/api.ts') ? here('./fake-api.ts') : null;
  },
};

/** `npx vite --config test/e2e/screens/vite.config.ts`, then open `/?scenario=outcomes`. */
export default defineConfig({
  root: here('../../../src-renderer'),
  base: './',
  plugins: [fakeEngine, react()],
  build: {
    outDir: here(`../../../test-results/${process.env.SCREENS_BUILD ?? 'screens-build'}`),
    emptyOutDir: true,
    chunkSizeWarningLimit: 2000,
  },
  logLevel: 'warn',
});
