import Bowser from 'bowser';
import { scripts } from './scripts.ts';

export interface Agent {
  /** As "Windows", "iPhone", "Android tablet", "script"; null where it can't be told. */
  device: string | null;
  /** As "Chrome 141"; what is before a dot is what people compare. */
  browser: string | null;
}

const unknown: Agent = { device: null, browser: null };
/** Honest agents are shorter; what comes after is not looked at, so that a hostile one costs little. */
const longest = 400;
/** A fleet has some hundreds of different ones. Beyond so many a site makes them up, and the rest is not told. */
const mostDifferent = 20_000;
const kept = new Map<string, Agent>();

/**
 * Gives a reader that tells device and browser from user agents, which may be anything. It never throws, and remembers what it told
 * for other readers as well; one reader looks closely at 20,000 different agents at most.
 */
export function agentReader(): (text: string | null) => Agent {
  let left = mostDifferent;
  return (text) => {
    const agent = text?.slice(0, longest).trim();
    if (!agent) return unknown;
    const known = kept.get(agent);
    if (known) return known;
    if (left === 0) return unknown;
    left -= 1;
    const told = scriptIn(agent) ?? browserIn(agent);
    if (kept.size >= mostDifferent) kept.clear();
    kept.set(agent, told);
    return told;
  };
}

function scriptIn(agent: string): Agent | null {
  for (const [pattern, name] of scripts) {
    const found = pattern.exec(agent);
    if (found) return { device: 'script', browser: named(name, found[1], 2) };
  }
  return null;
}

function browserIn(agent: string): Agent {
  try {
    const { browser, os, platform } = Bowser.parse(agent);
    return { device: deviceOf(os.name, platform, agent), browser: named(browser.name, browser.version, 1) };
  } catch {
    return unknown;
  }
}

/** Only what looks like a name and a version: both may come from the agent's own text. */
function named(name: string | undefined, version: string | undefined, parts: number): string | null {
  if (!name || !/^[\w .+-]{1,40}$/.test(name)) return null;
  const short = version && /^\d/.test(version) ? /^\d{1,6}(?:\.\d{1,6})*/.exec(version)?.[0].split('.') : undefined;
  return short ? `${name} ${short.slice(0, parts).join('.')}` : name;
}

function deviceOf(os: string | undefined, platform: { type?: string; model?: string }, agent: string): string | null {
  if (platform.type === 'bot') return 'bot';
  if (platform.type === 'tv') return 'TV';
  if (os === 'iOS') return platform.model && /^(iPhone|iPad|iPod)/.test(platform.model) ? platform.model : 'iOS';
  // Reduced agents name no model: what is a phone says "Mobile", which Android's own guide asks for.
  if (os === 'Android')
    return /\bMobile\b/.test(agent) || platform.type === 'mobile' ? 'Android phone' : 'Android tablet';
  const words: Record<string, string> = { macOS: 'Mac', 'Chrome OS': 'Chromebook' };
  return os && /^[\w .+-]{1,40}$/.test(os) ? (words[os] ?? os) : null;
}
