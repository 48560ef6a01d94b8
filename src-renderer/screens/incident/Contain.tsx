import { Button, Checkbox, Modal, Radio } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { Incident } from '../../../src-main/contract/incidents.ts';
import { LinesField } from '../../components/LinesField.tsx';
import { type ContainWishes, planContain } from '../../stores/incidents/doing.ts';
import { toContain } from '../../stores/incidents/steps.ts';
import { count } from '../../words/count.ts';
import { sayContain } from '../../words/incidents.ts';
import { wordsIn } from '../../words/typed.ts';

/** Asks the little that containing needs to know; what it would do is shown by a plan first. */
export function Contain({ incident, opened, onClose }: { incident: Incident; opened: boolean; onClose(): void }) {
  const title = sayContain(toContain(incident).length);
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={560}>
      {opened && <Question incident={incident} onClose={onClose} />}
    </Modal>
  );
}

const whose: Record<ContainWishes['whose'], { label: string; description: string }> = {
  administrators: { label: 'All administrators', description: 'The usual choice. Fast, and nobody else is disturbed.' },
  publishers: { label: 'Everybody who can publish', description: 'Editors and authors, too.' },
  everyone: {
    label: 'Everyone',
    description: 'Customers and subscribers, too. They set a new one by “Lost your password?”.',
  },
};
const isWhose = (value: string): value is ContainWishes['whose'] => value in whose;
/** As IPv4 or IPv6 look; the engine is the judge. */
const addressLike = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i;

function Question({ incident, onClose }: { incident: Incident; onClose(): void }) {
  const all = toContain(incident);
  const [sites, setSites] = useState(all);
  const [who, setWho] = useState<ContainWishes['whose']>('administrators');
  const [addresses, setAddresses] = useState('');
  const [without, setWithout] = useState(false);
  const [looking, setLooking] = useState(false);
  const allow = wordsIn(addresses);
  const wrong = allow.find((one) => !addressLike.test(one));
  const step = incident.steps.find((one) => one.containment)?.id ?? incident.steps[0]?.id ?? 'open';
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (wrong || sites.length === 0) return;
    setLooking(true);
    if (await planContain(incident.id, step, sites, { whose: who, allow, withoutEvidence: without })) onClose();
    setLooking(false);
  };
  const toggle = (name: string): void =>
    setSites(all.filter((site) => (site === name ? !sites.includes(site) : sites.includes(site))));
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      <ol className="contain-steps">
        <li>
          <strong>Evidence first.</strong> What is about to change is kept and sealed. Where that fails nothing is
          changed.
        </li>
        <li>
          <strong>The site closes.</strong> Visitors see “closed” (503) until you open it again.
        </li>
        <li>
          <strong>Everybody is shut out.</strong> New passwords, new salts, every login ends, application passwords are
          revoked. You find the new passwords in the run.
        </li>
      </ol>
      <Radio.Group label="Whose passwords?" value={who} onChange={(value) => isWhose(value) && setWho(value)}>
        {Object.entries(whose).map(([value, said]) => (
          <Radio key={value} value={value} mt={6} {...said} />
        ))}
      </Radio.Group>
      <LinesField
        label="Who may still see the sites?"
        description="Addresses of your own office or machine, one a line. Empty: nobody but Resalt."
        placeholder="198.51.100.7"
        mono
        value={addresses}
        error={wrong ? `“${wrong}” is not an address such as 198.51.100.7 or 2001:db8::7.` : undefined}
        onChange={setAddresses}
      />
      <Checkbox
        label="Go on where the evidence can’t be kept"
        description="Only if you can’t wait: what the site was like is then lost, and nobody can prove it later."
        checked={without}
        onChange={({ target }) => setWithout(target.checked)}
      />
      {all.length > 1 && (
        <details className="options">
          <summary>
            {sites.length === all.length
              ? `On all ${count(all.length, 'site')}`
              : `On ${sites.length} of ${count(all.length, 'site')}`}
          </summary>
          <div className="contain-sites">
            {all.map((name) => (
              <Checkbox
                key={name}
                label={<bdi>{name}</bdi>}
                checked={sites.includes(name)}
                onChange={() => toggle(name)}
              />
            ))}
          </div>
        </details>
      )}
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" data-autofocus disabled={looking || sites.length === 0}>
          {looking ? 'Beginning to look…' : 'See what would happen'}
        </Button>
      </div>
    </form>
  );
}
