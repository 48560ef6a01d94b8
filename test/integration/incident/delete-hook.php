<?php
/** As `wp cron event delete HOOK`, from an address that may see a closed site: php delete-hook.php DOCROOT URL HOOK ADDRESS. */

$address = parse_url( $argv[2] );

$_SERVER['HTTP_HOST']       = $address['host'] . ':' . $address['port'];
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REMOTE_ADDR']     = $argv[4];

require $argv[1] . '/wp-load.php';

if ( ! function_exists( 'wp_unschedule_hook' ) || false === wp_unschedule_hook( $argv[3] ) ) {
	exit( 1 );
}
echo 'done';
