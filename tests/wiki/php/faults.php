<?php
// The wiki's own book of requests, and the faults that a test ordered.

function wikiTestsRecord( string $room ): void {
	$line = [ 'method' => $_SERVER['REQUEST_METHOD'], 'uri' => $_SERVER['REQUEST_URI'], 'post' => $_POST,
		'agent' => $_SERVER['HTTP_USER_AGENT'] ?? '', 'headers' => getallheaders() ];
	unset( $line['post']['lgpassword'] );
	file_put_contents( "$room/requests.jsonl", json_encode( $line, JSON_INVALID_UTF8_SUBSTITUTE ) . "\n", FILE_APPEND | LOCK_EX );
}

// faults.json is a list; the first entry whose `match` stands in the request acts, `times` times (0: until it is removed).
function wikiTestsFault( string $room ): void {
	$file = @fopen( "$room/faults.json", 'r+' );
	if ( !$file ) {
		return;
	}
	flock( $file, LOCK_EX );
	$faults = json_decode( stream_get_contents( $file ), true ) ?: [];
	$asked = urldecode( $_SERVER['REQUEST_URI'] ) . ' ' . urldecode( http_build_query( $_POST ) );
	$fault = null;
	foreach ( $faults as $number => $candidate ) {
		if ( ( $candidate['skip'] ?? 0 ) > 0 && str_contains( $asked, $candidate['match'] ?? '' ) ) {
			$faults[$number]['skip']--;
		} elseif ( str_contains( $asked, $candidate['match'] ?? '' ) ) {
			$fault = $candidate;
			if ( ( $candidate['times'] ?? 1 ) === 1 ) {
				unset( $faults[$number] );
			} elseif ( $candidate['times'] > 1 ) {
				$faults[$number]['times']--;
			}
			break;
		}
	}
	ftruncate( $file, 0 );
	rewind( $file );
	fwrite( $file, json_encode( array_values( $faults ) ) );
	fclose( $file );
	if ( $fault === null ) {
		return;
	}
	if ( isset( $fault['sleep'] ) ) {
		usleep( (int)( $fault['sleep'] * 1e6 ) );
	}
	if ( isset( $fault['lag'] ) ) {
		$GLOBALS['wgHooks']['ApiMaxLagInfo'][] = static function ( &$info ) use ( $fault ) {
			$info = [ 'host' => 'db1234', 'lag' => $fault['lag'], 'type' => 'db' ];
		};
	}
	if ( isset( $fault['readonly'] ) ) {
		$GLOBALS['wgReadOnly'] = $fault['readonly'];
	}
	if ( isset( $fault['exception'] ) ) {
		$GLOBALS['wgHooks']['ApiCheckCanExecute'][] = static function () use ( $fault ) {
			throw new $fault['exception']( 'a fault of the tests' );
		};
	}
	if ( isset( $fault['status'] ) ) {
		http_response_code( $fault['status'] );
		header( 'Content-Type: ' . ( $fault['type'] ?? 'text/plain; charset=utf-8' ) );
		foreach ( $fault['headers'] ?? [] as $name => $value ) {
			header( "$name: $value" );
		}
		echo $fault['body'] ?? 'Too many requests';
		exit;
	}
}
