<?php
/**
 * What WordPress's own user_can() says: php user-can.php DOCROOT URL < [ capability, … ]
 * Prints { blog: { user id: [ capabilities that the user has ] } } of every row of the users' table.
 */

$address = parse_url( $argv[2] );
$asked   = json_decode( stream_get_contents( STDIN ), true );

$_SERVER['HTTP_HOST']       = $address['host'] . ':' . $address['port'];
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

require $argv[1] . '/wp-load.php';
ini_set( 'display_errors', 'stderr' );

$all   = array();
$blogs = is_multisite() ? array_map( 'intval', $wpdb->get_col( "SELECT blog_id FROM $wpdb->blogs ORDER BY blog_id" ) ) : array( 1 );
foreach ( $blogs as $blog ) {
	if ( is_multisite() ) {
		switch_to_blog( $blog );
	}
	foreach ( $wpdb->get_col( "SELECT ID FROM $wpdb->users" ) as $id ) {
		$all[ $blog ][ $id ] = array_values( array_filter( $asked, fn( $capability ) => user_can( (int) $id, $capability ) ) );
	}
	if ( is_multisite() ) {
		restore_current_blog();
	}
}
echo wp_json_encode( $all );
