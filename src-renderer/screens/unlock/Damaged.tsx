import type { VaultStatus } from '../../../src-main/contract/fleet.ts';
import { StateMark } from '../../components/StateMark.tsx';
import { Door } from './Door.tsx';

/** The vault can't be read. Nothing is offered that could write over it. */
export function Damaged({ vault }: { vault: VaultStatus }) {
  return (
    <Door title="The vault is damaged">
      <StateMark tone="danger" word="VAULT DAMAGED" loud />
      <p>
        <bdi>{vault.damage ?? 'Its files can’t be read.'}</bdi>
      </p>
      <p className="second">
        Resalt has not changed anything and will not write over it. Put the files of the vault back from a backup, then
        start Resalt again. Your sites are stored apart from it and are not affected.
      </p>
    </Door>
  );
}
