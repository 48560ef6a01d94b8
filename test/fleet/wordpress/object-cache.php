<?php
/**
 * Plugin Name: Redis Object Cache Drop-In
 * Description: A persistent object cache in Redis, for the test bed: its keys are laid out as those of the plugin of that name.
 * Version: 2.5.4
 *
 * A key is {WP_REDIS_PREFIX}{group prefix}:{group}:{id}. The group prefix is the table prefix without its trailing `_`; in a
 * multisite it is the blog's number, and empty for global groups.
 */

function wp_cache_init() {
	$GLOBALS['wp_object_cache'] = new WP_Object_Cache();
}

function wp_cache_close() {
	return true;
}

function wp_cache_add( $key, $data, $group = '', $expire = 0 ) {
	return $GLOBALS['wp_object_cache']->write( $key, $data, $group, $expire, 'nx' );
}

function wp_cache_replace( $key, $data, $group = '', $expire = 0 ) {
	return $GLOBALS['wp_object_cache']->write( $key, $data, $group, $expire, 'xx' );
}

function wp_cache_set( $key, $data, $group = '', $expire = 0 ) {
	return $GLOBALS['wp_object_cache']->write( $key, $data, $group, $expire );
}

function wp_cache_get( $key, $group = '', $force = false, &$found = null ) {
	return $GLOBALS['wp_object_cache']->read( $key, $group, $force, $found );
}

function wp_cache_delete( $key, $group = '' ) {
	return $GLOBALS['wp_object_cache']->remove( $key, $group );
}

function wp_cache_incr( $key, $offset = 1, $group = '' ) {
	$value = wp_cache_get( $key, $group, false, $found );
	if ( ! $found ) {
		return false;
	}
	$value = max( 0, (int) $value + (int) $offset );
	return wp_cache_set( $key, $value, $group ) ? $value : false;
}

function wp_cache_decr( $key, $offset = 1, $group = '' ) {
	return wp_cache_incr( $key, -$offset, $group );
}

function wp_cache_add_multiple( array $data, $group = '', $expire = 0 ) {
	$done = array();
	foreach ( $data as $key => $value ) {
		$done[ $key ] = wp_cache_add( $key, $value, $group, $expire );
	}
	return $done;
}

function wp_cache_set_multiple( array $data, $group = '', $expire = 0 ) {
	$done = array();
	foreach ( $data as $key => $value ) {
		$done[ $key ] = wp_cache_set( $key, $value, $group, $expire );
	}
	return $done;
}

function wp_cache_get_multiple( $keys, $group = '', $force = false ) {
	$values = array();
	foreach ( $keys as $key ) {
		$values[ $key ] = wp_cache_get( $key, $group, $force );
	}
	return $values;
}

function wp_cache_delete_multiple( array $keys, $group = '' ) {
	$done = array();
	foreach ( $keys as $key ) {
		$done[ $key ] = wp_cache_delete( $key, $group );
	}
	return $done;
}

function wp_cache_flush() {
	return $GLOBALS['wp_object_cache']->flush();
}

function wp_cache_flush_runtime() {
	$GLOBALS['wp_object_cache']->memory = array();
	return true;
}

function wp_cache_supports( $feature ) {
	return in_array( $feature, array( 'add_multiple', 'set_multiple', 'get_multiple', 'delete_multiple', 'flush_runtime' ), true );
}

function wp_cache_add_global_groups( $groups ) {
	$GLOBALS['wp_object_cache']->global_groups += array_fill_keys( (array) $groups, true );
}

function wp_cache_add_non_persistent_groups( $groups ) {
	$GLOBALS['wp_object_cache']->passing_groups += array_fill_keys( (array) $groups, true );
}

function wp_cache_switch_to_blog( $blog_id ) {
	if ( is_multisite() ) {
		$GLOBALS['wp_object_cache']->blog_prefix = (string) $blog_id;
	}
}

class WP_Object_Cache {
	public $memory         = array();
	public $global_groups  = array();
	public $passing_groups = array();
	public $blog_prefix;
	private $global_prefix;
	private $redis;

	public function __construct() {
		global $table_prefix, $blog_id;
		$this->global_prefix = is_multisite() ? '' : $table_prefix;
		$this->blog_prefix   = is_multisite() ? (string) $blog_id : $table_prefix;
		$this->redis         = new Redis();
		$this->redis->connect( WP_REDIS_HOST, WP_REDIS_PORT, 2 );
		$this->redis->auth( WP_REDIS_PASSWORD );
		$this->redis->select( WP_REDIS_DATABASE );
	}

	private function name( $key, $group ) {
		$group  = '' === (string) $group ? 'default' : $group;
		$prefix = isset( $this->global_groups[ $group ] ) ? $this->global_prefix : $this->blog_prefix;
		return WP_REDIS_PREFIX . trim( $prefix, '_-:$' ) . ':' . str_replace( ':', '-', $group ) . ':' . str_replace( ':', '-', $key );
	}

	public function write( $key, $data, $group, $expire, $only = null ) {
		$name = $this->name( $key, $group );
		if ( 'nx' === $only && function_exists( 'wp_suspend_cache_addition' ) && wp_suspend_cache_addition() ) {
			return false;
		}
		if ( isset( $this->passing_groups[ $group ] ) ) {
			$known = array_key_exists( $name, $this->memory );
			$done  = null === $only || ( 'xx' === $only ) === $known;
		} else {
			$options = array_filter( array( $only, 'ex' => max( 0, (int) $expire ) ) );
			$done    = (bool) $this->redis->set( $name, serialize( $data ), $options );
		}
		if ( $done ) {
			$this->memory[ $name ] = is_object( $data ) ? clone $data : $data;
		}
		return $done;
	}

	public function read( $key, $group, $force, &$found ) {
		$name = $this->name( $key, $group );
		if ( ! array_key_exists( $name, $this->memory ) || ( $force && ! isset( $this->passing_groups[ $group ] ) ) ) {
			$stored = isset( $this->passing_groups[ $group ] ) ? false : $this->redis->get( $name );
			if ( false === $stored ) {
				$found = false;
				return false;
			}
			$this->memory[ $name ] = unserialize( $stored );
		}
		$found = true;
		$value = $this->memory[ $name ];
		return is_object( $value ) ? clone $value : $value;
	}

	public function remove( $key, $group ) {
		$name  = $this->name( $key, $group );
		$known = array_key_exists( $name, $this->memory );
		unset( $this->memory[ $name ] );
		return isset( $this->passing_groups[ $group ] ) ? $known : (bool) $this->redis->del( $name );
	}

	/** The whole numbered database, as that plugin does unless told to be selective. */
	public function flush() {
		$this->memory = array();
		return $this->redis->flushDb();
	}
}
