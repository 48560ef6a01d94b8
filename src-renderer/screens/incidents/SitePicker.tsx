import { TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useFleet } from '../../stores/fleet.ts';
import { number } from '../../words/count.ts';

interface SitePickerProps {
  label: string;
  chosen: string[];
  /** Sites that can't be chosen, since they are there already. */
  without?: readonly string[];
  onChange(sites: string[]): void;
  error?: string | undefined;
}

const most = 200;
const collator = new Intl.Collator('en', { numeric: true });

/** Sites with a tick each, those that are chosen first; the list is narrowed by typing. */
export function SitePicker({ label, chosen, without = [], onChange, error }: SitePickerProps) {
  const rows = useFleet((state) => state.sites);
  const [text, setText] = useState('');
  const [first] = useState(() => new Set(chosen));
  const id = useId();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = [...rows.values()]
    .map(({ site }) => site)
    .filter(({ name }) => !without.includes(name))
    .filter((site) =>
      words.every((word) => `${site.name} ${site.client ?? ''} ${site.url ?? ''}`.toLowerCase().includes(word)),
    )
    .sort((a, b) => Number(first.has(b.name)) - Number(first.has(a.name)) || collator.compare(a.name, b.name));
  const on = new Set(chosen);
  const toggle = (name: string): void =>
    onChange(on.has(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  const every = all.length > 0 && all.every(({ name }) => on.has(name));
  return (
    <fieldset className="site-picker" aria-describedby={error ? id : undefined}>
      <legend>{label}</legend>
      <div className="row">
        <TextInput
          className="grow"
          aria-label="Find a site"
          aria-invalid={error !== undefined}
          placeholder="Name, address or client"
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
        <button
          type="button"
          className="quiet-button"
          onClick={() => {
            const shown = new Set(all.map(({ name }) => name));
            onChange(every ? chosen.filter((name) => !shown.has(name)) : [...new Set([...chosen, ...shown])]);
          }}
        >
          {every ? 'None of these' : `All ${number(all.length)}`}
        </button>
      </div>
      <ul className="site-picks">
        {all.slice(0, most).map(({ id: key, name, client }) => (
          <li key={key}>
            <label className="site-pick">
              <input type="checkbox" className="plain-check" checked={on.has(name)} onChange={() => toggle(name)} />
              <bdi className="name">{name}</bdi>
              <bdi className="name quiet small">{client ?? ''}</bdi>
            </label>
          </li>
        ))}
        {all.length > most && <li className="quiet">and {number(all.length - most)} more: type to find one</li>}
        {all.length === 0 && <li className="quiet">{words.length > 0 ? 'No site has that name.' : 'No sites.'}</li>}
      </ul>
      {error && (
        <p id={id} className="ink-danger small" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
