/** The request header by which Resalt comes into a site that it has closed. */
export const passHeader = 'X-Resalt-Pass';
/** The answer's header to who has the pass: from which address PHP sees the request come, packed. */
export const seenHeader = 'X-Resalt-Sees';

/** What visitors read, by which Resalt knows its own answer from another 503. */
export const closedSentence = 'This site is closed for maintenance. Please come back later.';

/** An address as 32 hexadecimal digits, IPv4 as ::ffff:a.b.c.d; null where it is none. However it is written, one address has one form. */
export function packedAddress(address: string): string | null {
  const hex = (part: number, digits: number) => part.toString(16).padStart(digits, '0');
  const four = (text: string) => {
    const parts = text.split('.');
    if (parts.length !== 4 || parts.some((part) => !/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255))
      return null;
    return parts.map((part) => hex(Number(part), 2)).join('');
  };
  if (!address.includes(':')) {
    const packed = four(address);
    return packed === null ? null : `${'0'.repeat(20)}ffff${packed}`;
  }
  const last = address.slice(address.lastIndexOf(':') + 1);
  const tail = last.includes('.') ? four(last) : '';
  if (tail === null) return null;
  const text = tail === '' ? address : `${address.slice(0, -last.length)}${tail.slice(0, 4)}:${tail.slice(4)}`;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (groups.flat().some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return null;
  const missing = 8 - groups.flat().length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...(groups[0] ?? []), ...Array<string>(missing).fill('0'), ...(groups[1] ?? [])];
  return all.map((group) => hex(Number.parseInt(group, 16), 4)).join('');
}

/** A packed address for a person. */
export function readableAddress(packed: string): string {
  const part = (at: number, digits: number) => Number.parseInt(packed.slice(at, at + digits), 16);
  if (packed.startsWith(`${'0'.repeat(20)}ffff`)) return [24, 26, 28, 30].map((at) => part(at, 2)).join('.');
  return Array.from({ length: 8 }, (_, group) => part(group * 4, 4).toString(16)).join(':');
}

export interface ClosedTo {
  /** Packed addresses that are let in. */
  allow: readonly string[];
  /** SHA-256 of the pass, hexadecimal. */
  pass: string;
}

/**
 * The `.maintenance` that closes a site. WordPress includes it before object cache, plugins and themes (wp_is_maintenance_mode(), read in 6.1,
 * 6.8 and 7.1). It answers itself, so that neither a `wp-content/maintenance.php` of the site's is run nor 503 hangs on a filter. The same
 * code for every site: what differs stands in two comments that it reads anew each time, so that also a PHP which never looks at changed
 * files (opcache.validate_timestamps=0) goes by what stands there now. Runs from PHP 5.6 on.
 */
export const closedFile = ({ allow, pass }: ClosedTo): Buffer =>
  Buffer.from(`${head}${[...allow].sort().join(' ')}\n# resalt pass ${pass}\n${code}`);

/** What such a file says; null where a byte of it is another than Resalt writes. */
export function readClosedFile(bytes: Buffer): ClosedTo | null {
  const [, allow = '', pass = ''] =
    /\n# resalt allow ((?:[0-9a-f]{32}(?: [0-9a-f]{32})*)?)\n# resalt pass ([0-9a-f]{64})\n/.exec(
      bytes.toString('latin1'),
    ) ?? [];
  const closed = { allow: allow === '' ? [] : allow.split(' '), pass };
  return pass !== '' && closedFile(closed).equals(bytes) ? closed : null;
}

const head = `<?php
# Closed to visitors by Resalt. "resalt open" takes this file away again and puts back what stood here before.
# resalt allow `;

const code = `if ( 'cli' === PHP_SAPI ) {
	$upgrading = 0;
	return;
}
if ( defined( 'RESALT_CLOSED' ) ) {
	# WordPress asks again when the request ends (WP_Fatal_Error_Handler).
	$upgrading = RESALT_CLOSED ? time() + 0.5 : 0;
	return;
}
clearstatcache();
$resalt_text = @file_get_contents( __FILE__ );
$resalt_pass = array();
if ( false === $resalt_text ? ! @stat( __FILE__ ) : ! preg_match( '/^# resalt pass ([0-9a-f]{64})$/m', $resalt_text, $resalt_pass ) ) {
	# OPcache still has this code, though another file stands here by now, or none.
	if ( function_exists( 'opcache_invalidate' ) ) {
		@opcache_invalidate( __FILE__, true );
	}
	$upgrading = 0;
	return;
}
$resalt_from = isset( $_SERVER['REMOTE_ADDR'] ) && is_string( $_SERVER['REMOTE_ADDR'] ) && preg_match( '/^[0-9A-Fa-f:.]+$/D', $_SERVER['REMOTE_ADDR'] ) ? @inet_pton( $_SERVER['REMOTE_ADDR'] ) : false;
$resalt_from = is_string( $resalt_from ) ? bin2hex( $resalt_from ) : '';
if ( 8 === strlen( $resalt_from ) ) {
	$resalt_from = '00000000000000000000ffff' . $resalt_from;
}
$resalt_open = false;
if ( isset( $_SERVER['HTTP_X_RESALT_PASS'] ) ) {
	# Whoever shows a pass is judged by it alone; the site's own code does not get to see it.
	$resalt_open = isset( $resalt_pass[1] ) && is_string( $_SERVER['HTTP_X_RESALT_PASS'] ) && hash_equals( $resalt_pass[1], hash( 'sha256', $_SERVER['HTTP_X_RESALT_PASS'] ) );
	unset( $_SERVER['HTTP_X_RESALT_PASS'] );
	if ( $resalt_open && ! headers_sent() ) {
		header( '${seenHeader}: ' . $resalt_from );
	}
} elseif ( 32 === strlen( $resalt_from ) && preg_match( '/^# resalt allow ([0-9a-f ]+)$/m', (string) $resalt_text, $resalt_allow ) ) {
	$resalt_open = in_array( $resalt_from, explode( ' ', $resalt_allow[1] ), true );
}
define( 'RESALT_CLOSED', ! $resalt_open );
if ( $resalt_open ) {
	$upgrading = 0;
	return;
}
# No whole number: WordPress lets requests pass that know the MD5 of one (wp_scrape_key).
$upgrading = time() + 0.5;
if ( ! headers_sent() ) {
	http_response_code( 503 );
	header( 'Content-Type: text/html; charset=utf-8' );
	header( 'Retry-After: 600' );
	header( 'Cache-Control: no-store, max-age=0' );
	header( 'X-LiteSpeed-Cache-Control: no-cache' );
}
echo '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>Closed</title></head><body><p>${closedSentence}</p></body></html>';
exit;
`;
