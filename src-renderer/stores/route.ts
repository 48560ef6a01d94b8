import { useSyncExternalStore } from 'react';

/** Which screen: what stands in the address after `#/`, and in a link `resalt://site/acme-shop`. */
export type Route =
  | { screen: 'fleet' | 'runs' | 'settings' | 'bring' | 'access' | 'incidents' }
  /** `step`: the one whose work is shown; without it the next one. */
  | { screen: 'incident'; id: string; step?: string }
  /** `query`: what the sessions are narrowed to (stores/sessions/filter.ts); without it they are as they were. */
  | { screen: 'sessions'; query?: string }
  | { screen: 'people'; part?: 'logins' }
  /** `query`: what the findings are narrowed to (stores/audit/filter.ts). */
  | { screen: 'audit'; part?: AuditPart; query?: string }
  /** `of`: one of the person’s users (stores/sessions/person.ts). E-mail addresses don’t belong into an address, which browsers keep. */
  | { screen: 'person'; of: string }
  | { screen: 'plan' | 'run'; run: string }
  | { screen: 'site'; name: string; tab?: SiteTab };

/** Parts of the audit beside the findings. */
export const auditParts = ['administrators', 'accepted', 'approved', 'quarantine'] as const;
export type AuditPart = (typeof auditParts)[number];

/** Parts of a site's screen beside the overview. */
export const siteTabs = ['sessions', 'people', 'findings', 'checklist'] as const;
export type SiteTab = (typeof siteTabs)[number];

const plain = ['fleet', 'runs', 'settings', 'bring', 'access', 'incidents'] as const;

/** A site's id and a user's number there. */
const isPersonRef = (text: string): boolean => /^s_[A-Za-z0-9_-]{1,60}\/\d{1,20}$/.test(text);

const isIncident = (text: string): boolean => /^i_[A-Za-z0-9_-]{16}$/.test(text);
const isStep = (text: string | undefined): text is string => /^[a-z][a-z0-9-]{1,59}$/.test(text ?? '');

/** The route of an address; whatever is not understood is the fleet. */
export function readRoute(hash: string): Route {
  const [path = '', query] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [screen = '', argument = '', tab] = path.split('/');
  if (screen === 'sessions') return query ? { screen, query } : { screen };
  if (screen === 'people') return argument === 'logins' ? { screen, part: argument } : { screen };
  if (screen === 'audit') {
    const part = auditParts.find((name) => name === argument);
    if (part) return { screen, part };
    return query ? { screen, query } : { screen };
  }
  const found = plain.find((name) => name === screen);
  if (found) return { screen: found };
  if ((screen === 'plan' || screen === 'run') && /^r_[A-Za-z0-9_-]{6,60}$/.test(argument))
    return { screen, run: argument };
  if (screen === 'incident') {
    if (!isIncident(argument)) return { screen: 'incidents' };
    return isStep(tab) ? { screen, id: argument, step: tab } : { screen, id: argument };
  }
  if (screen === 'person')
    return isPersonRef(`${argument}/${tab}`) ? { screen, of: `${argument}/${tab}` } : { screen: 'people' };
  if (screen === 'site' && argument !== '') {
    try {
      const name = decodeURIComponent(argument);
      const known = siteTabs.find((each) => each === tab);
      return known ? { screen, name, tab: known } : { screen, name };
    } catch {
      return { screen: 'fleet' };
    }
  }
  return { screen: 'fleet' };
}

/** The address of a route, for links. */
export function hrefOf(route: Route): string {
  if ('run' in route) return `#/${route.screen}/${route.run}`;
  if (route.screen === 'site') return `#/site/${encodeURIComponent(route.name)}${route.tab ? `/${route.tab}` : ''}`;
  if (route.screen === 'incident') return `#/incident/${route.id}${route.step ? `/${route.step}` : ''}`;
  if (route.screen === 'person') return `#/person/${route.of}`;
  if (route.screen === 'sessions' && route.query) return `#/sessions?${route.query}`;
  if (route.screen === 'people' && route.part) return `#/people/${route.part}`;
  if (route.screen === 'audit' && route.part) return `#/audit/${route.part}`;
  if (route.screen === 'audit' && route.query) return `#/audit?${route.query}`;
  return `#/${route.screen}`;
}

const remembered = 'resalt-screen';

/** The screens are told at once: what is pressed before the window's own event comes is meant for the screen that was gone to. */
export function go(route: Route): void {
  window.location.hash = hrefOf(route);
  tell();
}

const withoutQuery = (href: string): string => href.split('?', 1)[0] ?? '';
/** Another step of an incident is not another place. */
function where(): string {
  const { hash } = window.location;
  const route = readRoute(hash);
  return route.screen === 'incident' ? route.id : withoutQuery(hash);
}

/** Leads on from the screen on which something is asked for now, once it is answered; who has left by then is not called back. */
export function onward(): (route: Route) => void {
  const from = where();
  return (route) => {
    if (where() === from) go(route);
  };
}

/**
 * The address follows what its screen is narrowed to. A link that was just followed stands in the address before the screen of
 * before is told and goes: it must not call back who is leaving.
 */
export function narrowAddress(route: Route): void {
  const href = hrefOf(route);
  if (withoutQuery(hrefOf(readRoute(window.location.hash))) !== withoutQuery(href)) return;
  window.history.replaceState(null, '', href);
  // The window has no event for it. Unknown here, a link back to the filter of before would change nothing.
  tell();
}

/** The address of a screen as it may be stored: names and addresses of people are not readable without the vault. */
export function storedHref(hash: string): string {
  const route = readRoute(hash);
  if (route.screen === 'person') return hrefOf({ screen: 'people' });
  return hrefOf(route.screen === 'sessions' ? { screen: 'sessions' } : route);
}

/** Takes out of the address whom the screen is about. */
export function hideWhom(): void {
  const { hash } = window.location;
  if (storedHref(hash) !== hash) window.history.replaceState(null, '', storedHref(hash));
}

/** Opens the screen of the last time where the address names none; remembers each one from then on. */
export function rememberRoute(): void {
  if (window.location.hash === '') window.history.replaceState(null, '', localStorage.getItem(remembered) ?? '#/fleet');
  window.addEventListener('hashchange', () => localStorage.setItem(remembered, storedHref(window.location.hash)));
}

const listeners = new Set<() => void>();
function tell(): void {
  for (const listener of listeners) listener();
}

function onHash(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('hashchange', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('hashchange', listener);
  };
}

let cached: { hash: string; route: Route } | null = null;
function current(): Route {
  const { hash } = window.location;
  if (cached?.hash !== hash) cached = { hash, route: readRoute(hash) };
  return cached.route;
}

export const useRoute = (): Route => useSyncExternalStore(onHash, current);
