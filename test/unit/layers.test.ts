import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importsIn, importsOf, sourceFiles } from './layers/imports.ts';
import { broken } from './layers/rules.ts';

const root = join(import.meta.dirname, '../..');
const files = sourceFiles(root, ['src-main', 'src-renderer']);
const arrows = files.flatMap((file) => importsOf(root, file));

test('no import breaks the layers of the house', () => {
  expect(arrows.length).toBeGreaterThan(50);
  expect(arrows.map(broken).filter((line) => line !== null)).toEqual([]);
});

test('every import of ours names a file that is there, with its extension', () => {
  const missing = arrows.filter((arrow) => arrow.ours && !existsSync(join(root, arrow.to.replace(/\?.*$/, ''))));
  expect(missing.map((arrow) => `${arrow.from} -> ${arrow.to}`)).toEqual([]);
});

test.each([
  ['src-main/operations/x.ts', "import { y } from '../runs/y.ts'", 'operations may not know runs'],
  ['src-main/operations/x.ts', "import type { Y } from '../runs/y.ts'", 'operations may not know runs'],
  ['src-main/hosts/x.ts', "export * from '../vault/y.ts'", 'hosts may not know vault'],
  ['src-main/store/x.ts', "import { y } from '../vault/y.ts'", 'store may not know vault'],
  ['src-main/store/x.ts', "const y = await import('../engine.ts')", 'store may not know engine'],
  ['src-main/store/x.ts', "type Y = import('../engine.ts').Engine", 'store may not know engine'],
  ['src-main/engine.ts', "import './serve.ts'", 'engine may not know serve'],
  ['src-main/cli.ts', "import './desktop/menu.ts'", 'cli may not know desktop'],
  ['src-main/contract/x.ts', "import { readFile } from 'node:fs/promises'", 'contract imports zod only'],
  ['src-main/contract/x.ts', "import { initTRPC } from '@trpc/server'", 'contract imports zod only'],
  ['src-main/wordpress/x.ts', "import { connect } from 'node:net'", 'wordpress does no I/O'],
  ['src-main/wordpress/x.ts', "import { Client } from 'ssh2'", 'wordpress does no I/O'],
  ['src-main/engine.ts', "import { app } from 'electron'", 'only main, preload and desktop know electron'],
  ['src-main/store/x.ts', "import Store from 'electron-store'", 'only main, preload and desktop know electron'],
  ['src-main/runs/x.ts', "const fs = require('electron')", 'only main, preload and desktop know electron'],
  ['src-main/runs/x.ts', 'const y = await import(name)', 'an import must say what it imports'],
  ['src-main/utils/x.ts', "import { z } from 'zod'", 'utils has no place in the layers'],
  ['src-renderer/x.tsx', "import { serve } from '../src-main/serve.ts'", 'the window may know src-main/contract only'],
  ['src-renderer/x.tsx', "import fs from 'node:fs'", 'the window has neither electron nor node'],
])('a planted violation is reported: %s: %s', (file, source, rule) => {
  expect(importsIn(file, source).map(broken)).toEqual([expect.stringContaining(rule)]);
});

test.each([
  ['src-main/runs/x.ts', "import { y } from '../operations/y.ts'"],
  ['src-main/contract/x.ts', "import type { AnyRouter } from '@trpc/server'"],
  ['src-main/wordpress/x.ts', "import { createHash } from 'node:crypto'"],
  ['src-main/desktop/x.ts', "import { app } from 'electron'"],
  ['src-main/cli.ts', "import { serve } from './serve.ts'"],
  ['src-renderer/x.tsx', "import type { Site } from '../src-main/contract/sites.ts'"],
])('what the house allows is let through: %s: %s', (file, source) => {
  expect(importsIn(file, source).map(broken)).toEqual([null]);
});
