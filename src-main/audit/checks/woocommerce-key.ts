import { keysOf } from './api-keys.ts';

export const woocommerceKey = keysOf('woocommerce', 'woocommerce-key', 'WooCommerce');
