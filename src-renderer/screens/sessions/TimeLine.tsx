import { type KeyboardEvent, memo, useRef, useState } from 'react';
import { count, number } from '../../words/count.ts';
import type { Bin, Bins } from './time-bins.ts';

interface TimeLineProps extends Bins {
  chosen: { from: number | null; until: number | null };
  onChoose(range: { from: number | null; until: number | null }): void;
}

const ofDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const ofHour = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });

/** When logins began: a bar each day or hour. A click shows that one, a drag or Shift with the arrows a range. */
export const TimeLine = memo(function TimeLine({ bins, older, undated, hours, chosen, onChoose }: TimeLineProps) {
  const [anchor, setAnchor] = useState<number | null>(null);
  const [at, setAt] = useState(bins.length - 1);
  const box = useRef<HTMLFieldSetElement>(null);
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const say = ({ from }: Bin): string => (hours ? ofHour : ofDay).format(from * 1000);
  const isIn = (bin: Bin): boolean =>
    (chosen.from !== null || chosen.until !== null) &&
    bin.from >= (chosen.from ?? 0) &&
    bin.until <= (chosen.until ?? Number.POSITIVE_INFINITY);
  const choose = (a: number, b: number): void => {
    const [low, high] = [bins[Math.min(a, b)], bins[Math.max(a, b)]];
    if (!low || !high) return;
    const same = chosen.from === low.from && chosen.until === high.until;
    onChoose(same ? { from: null, until: null } : { from: low.from, until: high.until });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = at + (event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0);
    if (to === at || !bins[to]) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) {
      setAnchor(anchor ?? at);
      choose(anchor ?? at, to);
    } else setAnchor(null);
    setAt(to);
    box.current?.querySelectorAll('button')[to]?.focus();
  };
  const end = (index: number): void => {
    if (anchor !== null) choose(anchor, index);
    setAnchor(null);
  };
  const [begin, middle, last] = [bins[0], bins[Math.floor(bins.length / 2)], bins.at(-1)];
  return (
    <div className="time-line">
      <fieldset
        ref={box}
        className="time-bars"
        aria-label={hours ? 'Logins by hour' : 'Logins by day'}
        onKeyDown={onKeyDown}
      >
        {bins.map((bin, index) => (
          <button
            key={bin.from}
            type="button"
            className={isIn(bin) ? 'time-bar time-in' : 'time-bar'}
            aria-pressed={isIn(bin)}
            aria-label={`${say(bin)}: ${count(bin.count, 'login')}`}
            title={`${say(bin)}: ${count(bin.count, 'login')}`}
            tabIndex={index === at || (at >= bins.length && index === 0) ? 0 : -1}
            onFocus={() => setAt(index)}
            onPointerDown={() => setAnchor(index)}
            onPointerUp={() => end(index)}
            onClick={(event) => event.detail === 0 && choose(index, index)}
          >
            <span style={{ height: `${bin.count === 0 ? 0 : Math.max(3, (100 * bin.count) / most)}%` }} />
          </button>
        ))}
      </fieldset>
      <div className="time-scale quiet small" aria-hidden="true">
        <span>{begin && say(begin)}</span>
        <span>{middle && say(middle)}</span>
        <span>{last && say(last)}</span>
      </div>
      <p className="quiet small time-rest">
        Logged in when. Most: {number(most)}
        {hours ? ' an hour' : ' a day'}
        {older > 0 && (
          <>
            {' · '}
            <button
              type="button"
              className="quiet-button small"
              onClick={() => onChoose({ from: null, until: begin?.from ?? null })}
            >
              {number(older)} earlier
            </button>
          </>
        )}
        {undated > 0 && ` · ${number(undated)} without a time`}
      </p>
    </div>
  );
});
