import { Modal } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react';
import { create } from 'zustand';
import { type Command, commands, matching } from '../stores/commands.ts';
import { useFleet } from '../stores/fleet.ts';
import { useIncidents } from '../stores/incidents/list.ts';
import { useView } from '../stores/view.ts';
import './palette.css';

const usePalette = create<{ open: boolean }>()(() => ({ open: false }));
export const openPalette = (): void => usePalette.setState({ open: true });
const close = (): void => usePalette.setState({ open: false });

/** Everything that can be done or gone to, by typing. */
export function Palette() {
  const { open } = usePalette();
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      openPalette();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return (
    <Modal
      opened={open}
      onClose={close}
      withCloseButton={false}
      centered={false}
      size={560}
      padding={0}
      yOffset="12vh"
      aria-label="Search or do"
    >
      {open && <Finder />}
    </Modal>
  );
}

function Finder() {
  const [text, setText] = useState('');
  // By what it is, not by its place: the list may change under the hand.
  const [pointed, setPointed] = useState<string | null>(null);
  const id = useId();
  const sites = useFleet((state) => state.sites);
  const selection = useView((state) => state.selection);
  const incidents = useIncidents(({ all }) => all);
  const all = useMemo(
    () =>
      commands(
        [...sites.values()].map((row) => row.site),
        selection,
        incidents ?? [],
      ),
    [sites, selection, incidents],
  );
  const found = useMemo(() => matching(all, text).slice(0, 60), [all, text]);
  const at = Math.max(
    0,
    found.findIndex((command) => command.id === pointed),
  );
  const run = (command: Command | undefined): void => {
    if (!command) return;
    close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setPointed(found[Math.max(0, Math.min(found.length - 1, at + step))]?.id ?? null);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(found[at]);
    }
  };
  useEffect(() => {
    // No value: where scrolling answers with a promise, React would take it for a clean-up.
    document.getElementById(`${id}${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  return (
    <>
      <input
        className="finder-field"
        // biome-ignore lint/a11y/noAutofocus: the palette was opened to type
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={`${id}${at}`}
        aria-label="Search or do"
        placeholder="A site, a client, or what to do"
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          setPointed(null);
        }}
      />
      <div id={id} role="listbox" aria-label="Found" className="finder-list">
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys
          <div
            key={command.id}
            id={`${id}${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className="finder-option"
            onMouseMove={() => setPointed(command.id)}
            onClick={() => run(command)}
          >
            <bdi className="name">{command.title}</bdi>
            <span className="quiet small">{command.kind}</span>
          </div>
        ))}
        {found.length === 0 && <p className="finder-none quiet">Nothing has that name.</p>}
      </div>
    </>
  );
}
