<?php
// For `php -S`: /wiki/Title is a page, everything else is a file below the root (w/ is MediaWiki itself).
$asked = (string)parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
if ( !str_starts_with( $asked, '/wiki/' ) ) {
	return false;
}
$_GET['title'] = $_REQUEST['title'] = rawurldecode( substr( $asked, strlen( '/wiki/' ) ) );
chdir( "{$_SERVER['DOCUMENT_ROOT']}/w" );
require "{$_SERVER['DOCUMENT_ROOT']}/w/index.php";
