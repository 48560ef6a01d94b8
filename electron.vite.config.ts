import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const root = import.meta.dirname;

/** `npx resalt` runs the built file itself. */
const executable = (name: string): Plugin => ({
  name: 'executable',
  writeBundle: ({ dir }) => chmod(join(dir ?? '', name), 0o755),
});

export default defineConfig({
  main: {
    plugins: [executable('cli.js')],
    build: {
      target: 'node20.18',
      outDir: 'out/main',
      sourcemap: true,
      externalizeDeps: {
        exclude: [
          'zod',
          'commander',
          '@trpc/server',
          'conf',
          'p-queue',
          'croner',
          'ipaddr.js',
          'php-parser',
          'maxmind',
          'papaparse',
          'bowser',
          'get-east-asian-width',
        ],
      },
      rolldownOptions: {
        input: { main: join(root, 'src-main/main.ts'), cli: join(root, 'src-main/cli.ts') },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: join(root, 'src-main/preload.ts') },
        // A sandboxed preload can only be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: join(root, 'src-renderer'),
    plugins: [react()],
    build: {
      target: 'chrome130',
      outDir: join(root, 'out/renderer'),
      emptyOutDir: true,
      // Nothing is inlined: the window's policy lets scripts and fonts come from files only.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: join(root, 'src-renderer/index.html') },
    },
  },
});
