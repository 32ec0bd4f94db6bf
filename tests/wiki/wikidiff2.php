<?php
/*
 * wikidiff2 as a co-process: one JSON object a line in, one a line out, until the input ends.
 *
 * In:  {"old": "...", "new": "...", "context": 0}
 * Out: {"nanoseconds": 90000, "said": {"diff": [...]}}   the time is that of wikidiff2 alone
 */

declare( strict_types=1 );

while ( ( $line = fgets( STDIN ) ) !== false ) {
	$asked = json_decode( $line, false, 4, JSON_THROW_ON_ERROR );
	$began = hrtime( true );
	$said = wikidiff2_inline_json_diff( $asked->old, $asked->new, $asked->context );
	$nanoseconds = hrtime( true ) - $began;
	// What it says is JSON already and is passed on as it stands; a line break in JSON is only ever a space.
	$said = str_replace( "\n", ' ', $said );
	fwrite( STDOUT, "{\"nanoseconds\": $nanoseconds, \"said\": $said}\n" );
}
