import { useNow } from '../stores/clock.ts';
import { ago, elapsed, exact } from '../words/time.ts';

/** A moment: relative, with the exact time on hover; `none` where it never happened. */
export function When({ at, none = '–' }: { at: string | null; none?: string }) {
  const now = useNow(at !== null && Date.now() - Date.parse(at) < 60_000 ? 1000 : 60_000);
  if (at === null) return <span className="quiet">{none}</span>;
  return (
    <time dateTime={at} title={exact(at)}>
      {ago(at, Math.max(now, Date.parse(at)))}
    </time>
  );
}

/** A running clock since then. */
export function Running({ since }: { since: string }) {
  return <>{elapsed(Math.max(0, useNow(1000) - Date.parse(since)))}</>;
}

/** A name that somebody typed: its own direction, on one line, whole on hover. */
export function Name({ text, strong }: { text: string; strong?: boolean }) {
  return (
    <bdi className={strong ? 'name strong' : 'name'} title={text}>
      {text}
    </bdi>
  );
}

/** A key, written next to what it does. */
export function Key({ children }: { children: string }) {
  return <kbd className="key">{children}</kbd>;
}
