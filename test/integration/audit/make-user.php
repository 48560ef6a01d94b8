<?php
/**
 * What somebody in wp-admin does, by WordPress's own functions: php make-user.php DOCROOT URL < { login, email, role }
 * A user with this login gets the role; one that is not there is made. Prints the user's id.
 */

$address = parse_url( $argv[2] );
$wanted  = json_decode( stream_get_contents( STDIN ), true );

$_SERVER['HTTP_HOST']       = $address['host'] . ':' . $address['port'];
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

require $argv[1] . '/wp-load.php';
ini_set( 'display_errors', 'stderr' );

$user = get_user_by( 'login', $wanted['login'] );
$id   = $user ? $user->ID : wp_insert_user(
	array(
		'user_login' => $wanted['login'],
		'user_email' => $wanted['email'],
		'user_pass'  => wp_generate_password(),
	)
);
( new WP_User( $id ) )->set_role( $wanted['role'] );
echo wp_json_encode( $id );
