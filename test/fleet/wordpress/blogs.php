<?php
/**
 * Adds blogs to a freshly made network.
 * php blogs.php DOCROOT < { url, blogs: [ name, … ] }
 */

$docroot = $argv[1];
$wanted  = json_decode( stream_get_contents( STDIN ), true );
$address = parse_url( $wanted['url'] );

$_SERVER['HTTP_HOST']       = $address['host'] . ( isset( $address['port'] ) ? ':' . $address['port'] : '' );
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['PHP_SELF']        = '/index.php';

function wp_mail() {
	return true;
}

require $docroot . '/wp-load.php';

foreach ( $wanted['blogs'] as $name ) {
	$id = wpmu_create_blog( get_network()->domain, "/$name/", ucfirst( $name ), 1 );
	if ( is_wp_error( $id ) ) {
		fwrite( STDERR, $id->get_error_message() );
		exit( 1 );
	}
	add_user_to_blog( $id, 3, 'editor' );
}
