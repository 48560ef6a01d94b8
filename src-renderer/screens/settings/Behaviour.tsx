import { NativeSelect, NumberInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Settings } from '../../../src-main/contract/procedures.ts';
import { api } from '../../api.ts';
import { ask } from '../../stores/calls.ts';

/** Settings that the engine keeps. Each is stored when its field is left or Enter is pressed. */
export function Behaviour() {
  const [settings, setSettings] = useState<Settings | null>(null);
  useEffect(() => {
    void ask('read the settings', () => api.settings.get.query({})).then((read) => read && setSettings(read));
  }, []);
  const store = async (change: Partial<Settings>): Promise<void> => {
    const stored = await ask('store the setting', () => api.settings.set.mutate(change));
    if (stored) setSettings(stored);
  };
  const field = (
    name: 'lockAfterMinutes' | 'concurrency' | 'keepOldFilesDays',
    label: string,
    description: string,
    min: number,
    max: number,
  ) => (
    <NumberInput
      key={`${name} ${settings?.[name]}`}
      label={label}
      description={description}
      min={min}
      max={max}
      clampBehavior="blur"
      disabled={settings === null}
      defaultValue={settings?.[name] ?? ''}
      onBlur={(event) => {
        const value = Number(event.target.value);
        if (Number.isInteger(value) && value >= min && value <= max && value !== settings?.[name])
          void store({ [name]: value });
      }}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
  return (
    <section className="panel settings-part" aria-label="Behaviour">
      <h2>Behaviour</h2>
      {field(
        'lockAfterMinutes',
        'Lock the vault after',
        'Minutes in which nobody did anything; 0 means never.',
        0,
        1440,
      )}
      {field(
        'concurrency',
        'Sites at once',
        'How many sites a run works on at the same time, unless its plan says otherwise.',
        1,
        200,
      )}
      {field(
        'keepOldFilesDays',
        'Keep replaced files for',
        'Days after which the old wp-config.php of a run leaves the vault. Until then the run can be put back.',
        1,
        3650,
      )}
      <NativeSelect
        label="Sites with encrypting plugins"
        description="Their plugins keep secrets under the salts and lose them with new ones. A run can say otherwise."
        disabled={settings === null}
        value={settings?.encryptingPlugins ?? 'warn'}
        data={[
          { value: 'warn', label: 'Warn, and take them in' },
          { value: 'leave-out', label: 'Leave them out' },
        ]}
        onChange={({ target }) =>
          void store({ encryptingPlugins: target.value === 'leave-out' ? 'leave-out' : 'warn' })
        }
      />
    </section>
  );
}
