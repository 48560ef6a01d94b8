import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What a session says of where it comes from. `words` are 32 bits each: one of IPv4, also when mapped, else four. */
export interface Address {
  kind: 'public' | 'private' | 'loopback' | 'link-local' | 'reserved' | 'malformed' | 'none';
  /** Without port, brackets and zone; of what is no address nothing, for it may be anything. */
  text: string | null;
  words: readonly number[] | null;
}

const none: Address = { kind: 'none', text: null, words: null };
const malformed: Address = { kind: 'malformed', text: null, words: null };
/** Longer text is not looked through for addresses. */
const longest = 400;

/**
 * Reads what a site wrote as the address of a session: an address, one with its port or in brackets, or a list such as
 * X-Forwarded-For holds, of which the first public one is taken, else the first one. Never throws.
 */
export function readAddress(text: string | null): Address {
  if (text === null || text.trim() === '') return none;
  const found = text
    .slice(0, longest)
    .split(',', 20)
    .flatMap((part) => parse(part.trim()) ?? []);
  return found.find(({ kind }) => kind === 'public') ?? found[0] ?? malformed;
}

function parse(text: string): Address | null {
  const plain = withoutPort(text);
  if (isIPv4(plain)) return of4(ipaddr.IPv4.parse(plain));
  return isIPv6(plain) ? of6(plain.replace(/%.*$/, '').toLowerCase()) : null;
}

/** `[2001:db8::1]:443`, `203.0.113.7:443`; an IPv6 address without brackets has no port. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
}

function of4(address: ipaddr.IPv4): Address {
  return { kind: kindOf(address.range()), text: address.toString(), words: wordsOf(address.toByteArray()) };
}

function of6(text: string): Address {
  const address = ipaddr.IPv6.parse(text);
  const range = address.range();
  if (range === 'ipv4Mapped') return of4(address.toIPv4Address());
  return { kind: kindOf(range), text, words: wordsOf(address.toByteArray()) };
}

/** Bytes, most significant first, as unsigned numbers of 32 bits. */
export function wordsOf(bytes: readonly number[]): number[] {
  const words: number[] = [];
  for (let at = 0; at < bytes.length; at += 4)
    words.push(bytes.slice(at, at + 4).reduce((word, byte) => word * 256 + byte, 0));
  return words;
}

function kindOf(range: string): Address['kind'] {
  if (range === 'unicast') return 'public';
  if (range === 'private' || range === 'uniqueLocal' || range === 'carrierGradeNat') return 'private';
  if (range === 'loopback') return 'loopback';
  return range === 'linkLocal' ? 'link-local' : 'reserved';
}

/** What is said in the place of a network for an address that has none; null for a public one and where there is none. */
export function kindInWords({ kind }: Address): string | null {
  if (kind === 'public' || kind === 'none') return null;
  return kind === 'malformed' ? 'not an address' : `${kind} address`;
}

/**
 * One name for what one line at home or in an office has: an IPv4 address, or of IPv6 the first 64 bits, behind which
 * devices change their address every day. Null for what is no public address.
 */
export function lineOf({ kind, text, words }: Address): string | null {
  if (kind !== 'public' || !words) return null;
  return words.length === 1 ? text : `${words[0]} ${words[1]}`;
}
