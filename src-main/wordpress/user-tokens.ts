/** Keys of usermeta in which plugins keep tokens of one user's (FACTS: Other token stores). With the table's prefix in front, or without. */
export const userTokenStores: readonly { product: string; keys: readonly string[] }[] = [
  {
    product: 'Site Kit by Google',
    keys: ['googlesitekit_access_token', 'googlesitekit_refresh_token'],
  },
  { product: 'Elementor', keys: ['elementor_connect_common_data'] },
];

export const userTokenKeys: readonly string[] = userTokenStores.flatMap(({ keys }) => keys);

/** The product that keeps a token under this key of usermeta; null where none is known. */
export function productOfUserToken(key: string): string | null {
  return userTokenStores.find(({ keys }) => keys.some((one) => key.endsWith(one)))?.product ?? null;
}
