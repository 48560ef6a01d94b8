import { openVault } from '../../src-main/vault/vault.ts';

/** Runs inside a session with a keychain and says on stdout, as JSON, what came of `create`, `unlock` or `forget`. */
const [act = '', dir = '', id = ''] = process.argv.slice(2);
const vault = await openVault({ dir, cost: { N: 16, r: 1, p: 1 } });

async function result(): Promise<object> {
  if (act === 'create') {
    await vault.create({ passphrase: 'a passphrase beside it', keychain: true });
    return { id: await vault.seal('db-password', Buffer.from('kept by the keychain')) };
  }
  if (act === 'status') return vault.status();
  await vault.unlock({ keychain: true });
  const secret = (await vault.open(id)).toString();
  if (act === 'forget') await vault.removeKeychain();
  return { secret };
}

const said = await result().catch((error) => ({ code: error.code, message: error.message }));
process.stdout.write(`${JSON.stringify(said)}\n`);
process.exit(0);
