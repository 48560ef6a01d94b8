import type { Import } from './imports.ts';

/** DESIGN, "The house": each rung may know the rungs before it; neighbours on a rung do not know each other. */
const ladder = [
  ['contract'],
  ['wordpress'],
  ['hosts', 'store'],
  // The vault keeps its files by the store's durable writes; the store never knows the vault.
  ['vault'],
  ['operations', 'audit'],
  ['runs', 'incidents'],
  ['procedures'],
  ['engine'],
  ['serve', 'cli', 'command-line', 'desktop', 'main', 'preload'],
];
const top = ladder.length - 1;
const desktopParts = ['main', 'preload', 'desktop'];

/** The arrow that breaks the house's rule and the rule, or null. */
export function broken(arrow: Import): string | null {
  const why = arrow.from.startsWith('src-renderer/') ? rendererRule(arrow) : mainRule(arrow);
  return why === null ? null : `${short(arrow.from)} -> ${short(arrow.to)}: ${why}`;
}

function rendererRule({ to, ours }: Import): string | null {
  if (/^(electron|node:)/.test(to)) return 'the window has neither electron nor node';
  if (!ours || to.startsWith('src-renderer/') || to.startsWith('src-main/contract/')) return null;
  return 'the window may know src-main/contract only';
}

function mainRule(arrow: Import): string | null {
  const from = partOf(arrow.from);
  if (rung(from) < 0) return `${from} has no place in the layers`;
  return arrow.ours ? ladderRule(from, arrow.to) : packageRule(from, arrow);
}

function ladderRule(from: string, file: string): string | null {
  // The version of the product stands in one place.
  if (file === 'package.json' && (from === 'engine' || from === 'cli')) return null;
  if (!file.startsWith('src-main/')) return 'src-main imports only itself';
  const to = partOf(file);
  if (from === to || (rung(to) < rung(from) && rung(to) >= 0)) return null;
  const shellToShell = rung(from) === top && rung(to) === top;
  if (shellToShell && (!desktopParts.includes(to) || (from === 'main' && to === 'desktop'))) return null;
  return `${from} may not know ${to}`;
}

function packageRule(from: string, { to, typeOnly }: Import): string | null {
  if (to === '(computed)') return 'an import must say what it imports';
  if (/^electron\b/.test(to) && !desktopParts.includes(from)) return 'only main, preload and desktop know electron';
  if (from === 'contract' && to !== 'zod' && !(typeOnly && to === '@trpc/server')) return 'contract imports zod only';
  if (from === 'wordpress' && !withoutIo.includes(to)) return 'wordpress does no I/O';
  return null;
}

/** What WordPress-as-data may be made of; everything else could reach a disk or a wire. */
const withoutIo = ['node:crypto', 'node:buffer', 'node:path', 'zod', 'php-parser', 'php-serialize', 'bcryptjs'];

const rung = (part: string) => ladder.findIndex((parts) => parts.includes(part));
const partOf = (file: string) => (file.split('/')[1] ?? '').replace(/\.ts$/, '');
const short = (file: string) => file.replace(/^src-main\//, '');
