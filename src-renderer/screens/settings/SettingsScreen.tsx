import { useKeys } from '../../components/keys.ts';
import { useFleet } from '../../stores/fleet.ts';
import { go } from '../../stores/route.ts';
import { About } from './About.tsx';
import { Agency } from './Agency.tsx';
import { Behaviour } from './Behaviour.tsx';
import { Keychain } from './Keychain.tsx';
import { Knowledge } from './Knowledge.tsx';
import { Look } from './Look.tsx';
import { OwnChecklist } from './OwnChecklist.tsx';
import { PassphraseChange } from './PassphraseChange.tsx';
import { Policies } from './Policies.tsx';
import './settings.css';

export function SettingsScreen() {
  const vault = useFleet((state) => state.vault);
  useKeys({ escape: () => go({ screen: 'fleet' }) });
  return (
    <div className="settings">
      <section className="panel settings-part" aria-label="Vault">
        <h2>Vault</h2>
        {vault?.hasPassphrase ? (
          <PassphraseChange />
        ) : (
          <p className="second">This vault has no passphrase; the keychain alone opens it.</p>
        )}
        {vault && <Keychain vault={vault} />}
      </section>
      <Behaviour />
      <Knowledge />
      <Policies />
      <Agency />
      <OwnChecklist />
      <Look />
      <About />
    </div>
  );
}
