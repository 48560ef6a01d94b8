<?php
/**
 * Makes application passwords as WordPress does: php make-passwords.php DOCROOT URL < { login: [ name, … ] }
 * Prints { login: { name: { uuid, password } } }.
 */

$address = parse_url( $argv[2] );
$asked   = json_decode( stream_get_contents( STDIN ), true );

$_SERVER['HTTP_HOST']       = $address['host'] . ':' . $address['port'];
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

require $argv[1] . '/wp-load.php';
ini_set( 'display_errors', 'stderr' );

$made = array();
foreach ( $asked as $login => $names ) {
	$id = get_user_by( 'login', $login )->ID;
	foreach ( $names as $name ) {
		list( $password, $item ) = WP_Application_Passwords::create_new_application_password( $id, array( 'name' => $name ) );
		$made[ $login ][ $name ] = array( 'uuid' => $item['uuid'], 'password' => $password );
	}
}
echo wp_json_encode( $made );
