import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Serving, serve } from '../../src-main/serve.ts';
import { builtApp } from '../e2e/built-app.ts';
import { type FakeEngine, fakeEngine } from '../unit/carrier/fake-engine.ts';

/**
 * The attack. The operator has the dashboard open and, in the same browser, a page of the attacker on another port of
 * this very machine: the same site for cookies, another origin. The page tries to read, to embed, to connect.
 */
describe('the dashboard in a real Chromium', () => {
  let engine: FakeEngine;
  let serving: Serving;
  let browser: Browser;
  let own: Page;
  let foreign: Page;
  let attacker: Server;

  beforeAll(async () => {
    const screens = join(await builtApp(), 'out/renderer');
    engine = fakeEngine();
    serving = await serve({ engine, port: 0, screens });
    attacker = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>attacker</title><body>');
    });
    await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    const context = await browser.newContext();
    own = await context.newPage();
    await own.goto(serving.newLink());
    foreign = await context.newPage();
    await foreign.goto(`http://127.0.0.1:${(attacker.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    await serving?.close();
    attacker?.closeAllConnections();
    attacker?.close();
  });

  test('the operator’s page is in: the link’s secret left the address, the cookie is out of scripts’ reach', async () => {
    expect(own.url()).not.toContain('once=');
    expect(await own.evaluate(() => document.cookie)).toBe('');
    await expect.poll(() => engine.seen.touched + engine.seen.started).toBeGreaterThan(0);
    await own.reload();
    expect(await own.title()).toContain('Resalt');
  });

  test('the other page reads nothing, embeds nothing, connects to nothing', async () => {
    const found = await foreign.evaluate(async (home) => {
      const read = await fetch(`${home}/`, { credentials: 'include' }).then(
        () => 'read',
        () => 'refused',
      );
      const opaque = await fetch(`${home}/session`, { mode: 'no-cors', credentials: 'include' }).then(
        ({ type }) => type,
        () => 'refused',
      );
      const load = (tag: string, fields: object) =>
        new Promise<string>((resolve) => {
          const element = Object.assign(document.createElement(tag), fields);
          element.onload = () => resolve('loaded');
          element.onerror = () => resolve('refused');
          document.body.append(element);
        });
      const script = await load('script', { src: `${home}/index.html` });
      const socket = await new Promise((resolve) => {
        const tried = new WebSocket(`${home.replace('http', 'ws')}/engine`);
        tried.onopen = () => resolve('open');
        tried.onerror = () => resolve('refused');
      });
      await load('iframe', { src: `${home}/`, name: 'embedded' });
      return { read, opaque, script, socket };
    }, `http://127.0.0.1:${serving.port}`);
    expect(found).toEqual({ read: 'refused', opaque: 'refused', script: 'refused', socket: 'refused' });
    expect(foreign.frame({ name: 'embedded' })?.url()).toMatch(/^chrome-error:/);
  });

  test('a second browser cannot use the link again', async () => {
    const link = serving.newLink();
    const [first, second] = await Promise.all([browser.newContext(), browser.newContext()]);
    const open = async (context: typeof first) => (await (await context.newPage()).goto(link))?.status();
    expect(await open(first)).toBe(200);
    expect(await open(second)).toBe(403);
  });
});
