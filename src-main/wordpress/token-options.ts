/** Options in which plugins keep what opens their door (FACTS: Other token stores). Only their names are ever read. */
export interface TokenStore {
  product: string;
  /** `fleet`: whoever holds it can run code on the site; `service`: it speaks for the site to a service, or for a service to the site. */
  kind: 'fleet' | 'service';
  options: readonly string[];
}

export const tokenStores: readonly TokenStore[] = [
  {
    product: 'MainWP Child',
    kind: 'fleet',
    options: ['mainwp_child_pubkey', 'mainwp_child_uniqueId', 'mainwp_child_server', 'mainwp_child_auth'],
  },
  {
    product: 'ManageWP',
    kind: 'fleet',
    options: [
      '_worker_public_key',
      'mwp_service_key',
      'mwp_communication_key',
      'mwp_communication_keys',
      'mwp_public_keys',
    ],
  },
  { product: 'InfiniteWP', kind: 'fleet', options: ['iwp_client_public_key', 'iwp_client_activate_key'] },
  { product: 'WP Umbrella', kind: 'fleet', options: ['wp-health'] },
  { product: 'Jetpack', kind: 'service', options: ['jetpack_private_options', 'jetpack_options'] },
  {
    product: 'UpdraftPlus',
    kind: 'fleet',
    options: ['updraft_central_localkeys', 'updraft_migrator_localkeys', 'updraft_remotesites'],
  },
  { product: 'Elementor', kind: 'service', options: ['elementor_connect_site_key'] },
];

export const tokenOptions: readonly string[] = tokenStores.flatMap(({ options }) => options);

/** The product that keeps a token in this option; null where none is known. */
export function productOf(option: string): TokenStore | null {
  return tokenStores.find(({ options }) => options.includes(option)) ?? null;
}

/** What a person loses when the token goes, said before it does. */
export const stopsWorking = ({ product, kind }: TokenStore): string =>
  kind === 'fleet'
    ? `${product} loses this site until it is connected again.`
    : `${product} is cut off from its service until it is connected again.`;
