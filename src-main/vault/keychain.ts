import { ResaltError } from '../contract/failures.ts';

/** The operating system's keychain: macOS Keychain, Windows Credential Manager, or the Secret Service on Linux. */
export interface Keychain {
  /** Never asks a person; false with the reason where this machine has none, or none that answers. */
  available(): Promise<{ available: boolean; why: string | null }>;
  /** Null where it holds nothing for this vault. The system may ask the person to unlock the keychain. */
  read(vaultId: string): Promise<Buffer | null>;
  write(vaultId: string, key: Uint8Array): Promise<void>;
  remove(vaultId: string): Promise<void>;
}

/** The part of keytar that is used. */
export interface KeytarLike {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

const service = 'Resalt';
const probeMs = 5_000;
/** A person may have to type the keychain's password. */
const askMs = 120_000;

/** `load` brings keytar's native part in only when it is needed: without it, all but the keychain works. */
export function systemKeychain(load: () => Promise<KeytarLike> = loadKeytar): Keychain {
  const ask = async <T>(ms: number, question: (keytar: KeytarLike) => Promise<T>): Promise<T> => {
    try {
      return await within(ms, load().then(question));
    } catch (error) {
      throw new ResaltError('NOT_ALLOWED_HERE', `This machine's keychain can't be used: ${reasonOf(error)}.`, 'safe');
    }
  };
  /** Asked once: a keychain that hangs would otherwise hold up every look at the vault's state. */
  let availability: ReturnType<Keychain['available']> | undefined;
  return {
    available() {
      availability ??= ask(probeMs, (keytar) => keytar.getPassword(service, 'probe')).then(
        () => ({ available: true, why: null }),
        (error: ResaltError) => ({ available: false, why: error.message }),
      );
      return availability;
    },
    async read(vaultId) {
      const text = await ask(askMs, (keytar) => keytar.getPassword(service, vaultId));
      return text === null ? null : Buffer.from(text, 'base64url');
    },
    write: (vaultId, key) =>
      ask(askMs, (keytar) => keytar.setPassword(service, vaultId, Buffer.from(key).toString('base64url'))),
    remove: (vaultId) => ask(askMs, async (keytar) => void (await keytar.deletePassword(service, vaultId))),
  };
}

/** keytar is CommonJS, and Node finds only some of its names: all of them are on `default`. */
async function loadKeytar(): Promise<KeytarLike> {
  return (await import('keytar')).default;
}

/** No answer in time. */
class Late extends Error {}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late(`it did not answer within ${ms / 1000} seconds`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** What the loader, D-Bus, libsecret and the systems' own keychains say, and how a person would say it. */
const reasons: [says: RegExp, reason: string][] = [
  [
    /cannot open shared object|cannot find module|keytar\.node|invalid elf/i,
    'a part of the system that it needs (on Linux: libsecret) is not installed',
  ],
  [
    /d-?bus|org\.freedesktop\.secrets|could not connect/i,
    'no keychain service (on Linux: GNOME Keyring or KWallet) runs in this session',
  ],
  [/locked|dismissed|cancel|denied|not allowed/i, 'it stayed locked, or the system did not allow it'],
];

/** Why, in our own words: those of the libraries are for programmers and may be in any language. */
function reasonOf(error: unknown): string {
  if (error instanceof Late) return error.message;
  const text = error instanceof Error ? error.message : '';
  return (
    reasons.find(([says]) => says.test(text))?.[1] ?? 'the system refused it, for a reason that Resalt does not know'
  );
}
