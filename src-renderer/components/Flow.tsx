import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useKeys } from './keys.ts';
import './flow.css';

interface FlowProps<Item> {
  label: string;
  items: Item[];
  keyOf(item: Item): string;
  /** A first guess of an item's height; the real one is measured. */
  guess(item: Item): number;
  render(item: Item): ReactNode;
  /** Where the keys are, by `keyOf`; without it the list has no keys of its own. */
  cursor?: { at: string | null; onMove(key: string): void };
  /** The last item came into sight. */
  onEnd?: (() => void) | null;
}

/** A long list of things of different heights, of which only what is in sight is drawn. */
export function Flow<Item>({ label, items, keyOf, guess, render, cursor, onEnd = null }: FlowProps<Item>) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => (items[index] === undefined ? 30 : guess(items[index])),
    getItemKey: (index) => (items[index] === undefined ? index : keyOf(items[index])),
    overscan: 6,
  });
  const at = items.findIndex((item) => keyOf(item) === cursor?.at);
  const move = (to: number): void => {
    const index = Math.max(0, Math.min(items.length - 1, to));
    const item = items[index];
    if (item === undefined) return;
    cursor?.onMove(keyOf(item));
    virtual.scrollToIndex(index);
  };
  const last = virtual.getVirtualItems().at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= 0 && last >= items.length - 1) onEnd?.();
  }, [last, items.length, onEnd]);
  useKeys(
    cursor
      ? {
          j: () => move(at + 1),
          arrowdown: () => move(at + 1),
          k: () => move(at - 1),
          arrowup: () => move(at - 1),
          home: () => move(0),
          end: () => move(items.length - 1),
        }
      : {},
  );
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: the items of a virtual list need a box around them
    // biome-ignore-start lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <div ref={box} className="flow inner-focus" role="list" aria-label={label} tabIndex={0}>
      <div className="flow-body" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            className={index === at ? 'flow-item current' : 'flow-item'}
            aria-current={index === at ? true : undefined}
            role="listitem"
            aria-setsize={items.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start}px)` }}
          >
            {items[index] === undefined ? null : render(items[index])}
          </div>
        ))}
      </div>
    </div>
    // biome-ignore-end lint/a11y/useSemanticElements: the items of a virtual list need a box around them
    // biome-ignore-end lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
  );
}
