<?php
/**
 * What WordPress itself says of every user's sessions: php judge.php DOCROOT URL
 * Prints { user id: { verifier: { expiration, ip, ua, login } } }, users without one left out, expired ones as WordPress does.
 */

$address = parse_url( $argv[2] );

$_SERVER['HTTP_HOST']       = $address['host'] . ':' . $address['port'];
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

require $argv[1] . '/wp-load.php';

$ask = new ReflectionMethod( 'WP_User_Meta_Session_Tokens', 'get_sessions' );
$ask->setAccessible( true );
$all = array();
foreach ( get_users( array( 'fields' => 'ID', 'blog_id' => 0 ) ) as $id ) {
	try {
		$sessions = $ask->invoke( WP_Session_Tokens::get_instance( $id ) );
	} catch ( Throwable $broken ) {
		continue; // WordPress itself answers 500 for this user.
	}
	if ( $sessions ) {
		$all[ $id ] = array(
			'roles'    => array_values( get_userdata( $id )->roles ),
			'sessions' => $sessions,
		);
	}
}
echo wp_json_encode( (object) $all );
