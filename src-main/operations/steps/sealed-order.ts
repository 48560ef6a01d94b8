import { ResaltError } from '../../contract/failures.ts';
import { type Order, order as orderSchema } from '../../contract/orders.ts';
import { credentialId } from '../../contract/sites.ts';
import type { Vault } from '../../vault/vault-types.ts';

/** Puts an order into the vault, for it may hold names and addresses. */
export async function sealOrder(vault: Pick<Vault, 'sealMany'>, order: Order): Promise<string> {
  const [id] = await vault.sealMany([{ kind: 'order', secret: Buffer.from(JSON.stringify(order)) }]);
  if (!id) throw new Error('sealing one secret gave no id');
  return id;
}

/** INPUT_INVALID where the run names none, or it was forgotten since; else fails with what the vault fails with. */
export async function openOrder(vault: Pick<Vault, 'open' | 'has'>, id: string | undefined): Promise<Order> {
  if (!credentialId.safeParse(id).success || id === undefined)
    throw new ResaltError('INPUT_INVALID', 'This run does not say what it was to do.', 'never');
  if (!(await vault.has(id)))
    throw new ResaltError(
      'INPUT_INVALID',
      'What this run was to do is forgotten: a plan is kept for a day, what did not end well for 30. Ask for it again.',
      'never',
    );
  const secret = await vault.open(id);
  const order = orderSchema.parse(JSON.parse(secret.toString('utf8')));
  secret.fill(0);
  return order;
}
