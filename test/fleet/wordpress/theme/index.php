<!doctype html>
<title><?php bloginfo( 'name' ); ?></title>
<h1><?php bloginfo( 'name' ); ?></h1>
<p id="visitor"><?php echo is_user_logged_in() ? 'logged in: ' . esc_html( wp_get_current_user()->user_login ) : 'nobody'; ?></p>
<?php wp_footer(); ?>
