<?php
// What the tests need of a wiki, required at the end of its LocalSettings.php. `__DIR__` is this folder, $wgSQLiteDataDir
// the wiki's own. Read anew at every request, so a fault or a setting acts at once.

$room = dirname( $wgSQLiteDataDir );
$wgServer = getenv( 'WIKI_SERVER' ) ?: $wgServer;
$wgArticlePath = '/wiki/$1';
$wgMetaNamespace = 'Wikipedia';
$wgExtraNamespaces += [ 100 => 'Portal', 101 => 'Portal_talk', 118 => 'Draft', 119 => 'Draft_talk' ];
$wgNamespaceAliases['WP'] = NS_PROJECT;
$wgCapitalLinks = true;

// Tests outlive no power cut: no waiting for the disk.
$wgDBservers = [ [
	'type' => 'sqlite', 'dbname' => $wgDBname, 'dbDirectory' => $wgSQLiteDataDir, 'load' => 1,
	'variables' => [ 'synchronous' => 'OFF' ],
] ];
$wgUploadDirectory = "$room/images";
$wgCacheDirectory = $wgTmpDirectory = "$room/cache";
// What a maintenance script changes is seen by the server at once; sessions live in shared memory.
$wgMainCacheType = $wgParserCacheType = CACHE_NONE;
$wgMessageCacheType = $wgSessionCacheType = $wgMainStash = CACHE_ACCEL;
$wgJobTypeConf['default'] = [ 'class' => 'JobQueueDB', 'claimTTL' => 3600 ];
$wgJobRunRate = 0;
$wgEnableEmail = false;
$wgPasswordAttemptThrottle = $wgRateLimits = [];
$wgRCMaxAge = 100 * 365 * 86400;
$wgRawHtml = false;
foreach ( [ 'deleterevision', 'deletelogentry', 'apihighlimits', 'mergehistory', 'suppressrevision', 'viewsuppressed' ] as $right ) {
	$wgGroupPermissions['sysop'][$right] = true;
}
$wgGrantPermissions['delete']['deleterevision'] = true;

// A second slot beside the text, as Commons has one.
$wgHooks['MediaWikiServices'][] = static function ( $services ) {
	$services->addServiceManipulator( 'SlotRoleRegistry', static function ( $registry ) {
		$registry->defineRoleWithModel( 'mediainfo', CONTENT_MODEL_JSON );
	} );
};

if ( getenv( 'WIKI_FEED_PORT' ) ) {
	$wgRCFeeds['tests'] = [
		'formatter' => 'JSONRCFeedFormatter', 'uri' => 'udp://127.0.0.1:' . getenv( 'WIKI_FEED_PORT' ),
		'add_interwiki_prefix' => false, 'omit_bots' => false, 'omit_anon' => false, 'omit_user' => false,
		'omit_minor' => false, 'omit_patrolled' => false,
	];
}

if ( is_file( "$room/extra.php" ) ) {
	require "$room/extra.php";
}

if ( PHP_SAPI === 'cli-server' ) {
	require __DIR__ . '/faults.php';
	wikiTestsRecord( $room );
	wikiTestsFault( $room );
}
