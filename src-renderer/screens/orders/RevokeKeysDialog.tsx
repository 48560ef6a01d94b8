import { Button, Modal, NativeSelect, NumberInput, Radio, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { type TokenChoice, type TokenKind, tokenKinds } from '../../../src-main/contract/orders/revoke-tokens.ts';
import { planOrder } from '../../stores/ordering.ts';
import { count } from '../../words/count.ts';

interface RevokeKeysProps {
  sites: string[];
  opened: boolean;
  onClose(): void;
}

/** Asks which keys are revoked on these sites; what it would do on each is shown by a plan first. */
export function RevokeKeysDialog({ sites, opened, onClose }: RevokeKeysProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Revoke keys on ${count(sites.length, 'site')}`} size={500}>
      {opened && <Question sites={sites} onClose={onClose} />}
    </Modal>
  );
}

const kinds: Record<TokenKind, string> = {
  'application-password': 'Application passwords',
  woocommerce: 'Keys of WooCommerce',
  'gravity-forms': 'Keys of Gravity Forms',
  plugin: 'Connections of plugins that manage the site from afar',
};

type Used = 'any' | 'never' | 'long';

function Question({ sites, onClose }: Omit<RevokeKeysProps, 'opened'>) {
  const [kind, setKind] = useState<TokenKind>('application-password');
  const [login, setLogin] = useState('');
  const [used, setUsed] = useState<Used>('long');
  const [days, setDays] = useState<string | number>(90);
  const [looking, setLooking] = useState(false);
  const daysAreSome = Number.isInteger(Number(days)) && Number(days) >= 1 && Number(days) <= 10_000;
  const ofUsers = kind !== 'plugin';
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setLooking(true);
    const choice: TokenChoice = {
      kind,
      ...(ofUsers && login.trim() !== '' ? { login: login.trim() } : {}),
      ...(ofUsers && used === 'never' ? { neverUsed: true as const } : {}),
      ...(ofUsers && used === 'long' ? { unusedForDays: Number(days) } : {}),
    };
    await planOrder({ operation: 'RevokeTokens', tokens: [choice] }, sites);
    setLooking(false);
    onClose();
  };
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      <NativeSelect
        data-autofocus
        label="Which"
        value={kind}
        onChange={(event) => setKind(tokenKinds.find((name) => name === event.target.value) ?? kind)}
        data={tokenKinds.map((value) => ({ value, label: kinds[value] }))}
      />
      {ofUsers && (
        <>
          <TextInput
            label="Of one user (login)"
            description="Empty: of everybody."
            value={login}
            onChange={(event) => setLogin(event.target.value)}
            maxLength={200}
            spellCheck={false}
          />
          <Radio.Group
            label="Used"
            value={used}
            onChange={(value) => setUsed(value === 'never' ? 'never' : value === 'any' ? 'any' : 'long')}
          >
            <Radio
              value="long"
              label="Not for so many days"
              description="Or never, and as old as that. Of API keys nobody knows the age: one that was never used goes, too."
            />
            <Radio value="never" label="Never" mt={6} />
            <Radio value="any" label="Whenever: all of them" mt={6} />
          </Radio.Group>
          {used === 'long' && (
            <NumberInput
              label="Days"
              value={days}
              onChange={setDays}
              min={1}
              max={10_000}
              allowDecimal={false}
              error={daysAreSome ? undefined : 'A whole number from 1 to 10,000.'}
            />
          )}
        </>
      )}
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" disabled={looking || (ofUsers && used === 'long' && !daysAreSome)}>
          {looking ? 'Beginning to look…' : 'See what would happen'}
        </Button>
      </div>
    </form>
  );
}
