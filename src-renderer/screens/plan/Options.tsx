import { Checkbox, Radio } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { type AlsoKey, alsoKeys, type RunOptions } from '../../../src-main/contract/runs.ts';
import { alsoWords, type Wishes } from '../../words/options.ts';
import type { Replan } from './replan.ts';

/** Wishes that few runs have, folded away. Each has the plan made again, so that the plan is always the one that will run. */
export function Options({ options, replan }: { options: RunOptions; replan: Replan }) {
  const { wishes, again } = replan;
  const leavesOut = wishes.stopForEncryptors ?? options.stopForEncryptors ?? false;
  const from = wishes.stopForEncryptors === null ? 'As Settings say.' : 'Chosen for this run.';
  const chosen = wishes.also.length + (wishes.stopForEncryptors === null ? 0 : 1) + (wishes.via ? 1 : 0);
  return (
    <Folded chosen={chosen}>
      <Radio.Group
        label="The salts are written by"
        value={wishes.via ?? 'resalt'}
        onKeyDown={keepArrows}
        onChange={(value) => again(value === 'wp-cli' ? { via: 'wp-cli', also: [] } : { via: null })}
      >
        <Radio value="resalt" label="Resalt" />
        <Radio
          value="wp-cli"
          label="WP-CLI on the server"
          description="Whatever it says, Resalt reads every file again and puts the old one back unless all eight are new."
        />
      </Radio.Group>
      <Keys wishes={wishes} onChange={(also) => again({ also })} />
      <fieldset>
        <legend>Encrypting plugins</legend>
        <Checkbox
          label="Leave out their sites"
          description={`Some plugins keep secrets under the salts and lose them with new ones; else it is warned of. ${from}`}
          checked={leavesOut}
          onChange={(event) => again({ stopForEncryptors: event.target.checked })}
        />
      </fieldset>
    </Folded>
  );
}

/** Between these two the arrows choose, else they move through the list of sites. */
function keepArrows(event: KeyboardEvent): void {
  if (event.key.startsWith('Arrow')) event.stopPropagation();
}

/** Open from the start where something is chosen, so that it is seen. */
function Folded({ chosen, children }: { chosen: number; children: ReactNode }) {
  const [open] = useState(chosen > 0);
  return (
    <details className="options" open={open}>
      <summary>
        More options
        {chosen > 0 && <span className="second">: {chosen} chosen</span>}
      </summary>
      <div className="options-body">{children}</div>
    </details>
  );
}

function Keys({ wishes, onChange }: { wishes: Wishes; onChange(also: AlsoKey[]): void }) {
  const byWpCli = wishes.via !== null;
  const why = useId();
  const toggled = (key: AlsoKey): AlsoKey[] => alsoKeys.filter((each) => wishes.also.includes(each) !== (each === key));
  return (
    <fieldset aria-describedby={byWpCli ? why : undefined}>
      <legend>Other keys that change too, where a site has them</legend>
      {byWpCli && (
        <p id={why} className="quiet small">
          WP-CLI knows only the eight salts: with it, no other key can change.
        </p>
      )}
      {alsoKeys.map((key) => (
        <Checkbox
          key={key}
          label={alsoWords[key].title}
          description={alsoWords[key].does}
          checked={wishes.also.includes(key)}
          disabled={byWpCli}
          onChange={() => onChange(toggled(key))}
        />
      ))}
    </fieldset>
  );
}
