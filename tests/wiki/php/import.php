<?php
// Put histories into a wiki with all their numbers kept, which MediaWiki's own importer gives anew.
// Standard input has one revision a line, as JSON; those of a page stand together.

use MediaWiki\MediaWikiServices;
use MediaWiki\Revision\MutableRevisionRecord;
use MediaWiki\Revision\RevisionRecord;
use MediaWiki\User\UserIdentityValue;
use Wikimedia\IPUtils;

require_once '/usr/share/mediawiki/maintenance/Maintenance.php';

class ImportHistories extends Maintenance {
	private $services;
	private $db;

	public function execute() {
		$this->services = MediaWikiServices::getInstance();
		$this->db = $this->getDB( DB_PRIMARY );
		$this->db->begin( __METHOD__ );
		$page = $last = null;
		$count = 0;
		while ( ( $line = fgets( STDIN ) ) !== false ) {
			$row = json_decode( $line, true, 64, JSON_THROW_ON_ERROR );
			$title = Title::newFromText( $row['title'] ) ?? Title::makeTitle( NS_MAIN, $row['title'] );
			if ( !$page || !$page->getTitle()->equals( $title ) ) {
				$this->close( $page, $last );
				$page = $this->page( $title, (int)( $row['page_id'] ?? 0 ) );
				$last = null;
			}
			if ( $this->db->selectField( 'revision', '1', [ 'rev_id' => $row['id'] ], __METHOD__ ) ) {
				continue;   // to import a file twice does no harm
			}
			$saved = $this->revision( $page, $row );
			$count++;
			if ( !$last || [ $saved->getTimestamp(), $saved->getId() ] > [ $last->getTimestamp(), $last->getId() ] ) {
				$last = $saved;
			}
		}
		$this->close( $page, $last );
		$this->db->commit( __METHOD__ );
		$this->output( "$count\n" );
	}

	private function page( Title $title, int $id ): WikiPage {
		Title::clearCaches();
		$page = $this->services->getWikiPageFactory()->newFromTitle( $title );
		$page->loadPageData( WikiPage::READ_LATEST );
		if ( !$page->exists() ) {
			$page->insertOn( $this->db, $id ?: null );
		}
		return $page;
	}

	private function close( ?WikiPage $page, ?RevisionRecord $last ): void {
		if ( $page && $last ) {
			$held = $page->getRevisionRecord();
			if ( !$held || [ $last->getTimestamp(), $last->getId() ] > [ $held->getTimestamp(), $held->getId() ] ) {
				$page->updateRevisionOn( $this->db, $last );
			}
		}
	}

	private function revision( WikiPage $page, array $row ): RevisionRecord {
		$new = new MutableRevisionRecord( $page->getTitle() );
		$new->setPageId( $page->getId() );
		$new->setId( $row['id'] );
		$new->setParentId( (int)( $row['parent_id'] ?? 0 ) );
		$new->setTimestamp( wfTimestamp( TS_MW, $row['timestamp'] ) );
		$new->setMinorEdit( (bool)( $row['minor'] ?? false ) );
		$new->setComment( CommentStoreComment::newUnsavedComment( (string)( $row['comment'] ?? '' ) ) );
		$new->setUser( $this->user( (string)( $row['user'] ?? '' ), (int)( $row['user_id'] ?? 0 ) ) );
		$bits = empty( $row['suppressed'] ) ? 0 : RevisionRecord::DELETED_RESTRICTED;
		foreach ( $row['hidden'] ?? [] as $part ) {
			$bits |= constant( RevisionRecord::class . '::DELETED_' . strtoupper( $part ) );
		}
		$new->setVisibility( $bits );
		$slots = [ 'main' => [ 'model' => $row['model'] ?? CONTENT_MODEL_WIKITEXT, 'text' => (string)( $row['text'] ?? '' ) ] ];
		foreach ( $slots + ( $row['slots'] ?? [] ) as $role => $slot ) {
			$new->setContent( $role, ContentHandler::makeContent( $slot['text'], null, $slot['model'] ) );
		}
		$saved = $this->services->getRevisionStore()->insertRevisionOn( $new, $this->db );
		if ( isset( $row['bytes'] ) ) {   // of a text that the export does not give, only how long it is
			$this->db->update( 'revision', [ 'rev_len' => $row['bytes'] ], [ 'rev_id' => $row['id'] ], __METHOD__ );
		}
		if ( !empty( $row['tags'] ) ) {
			ChangeTags::addTags( $row['tags'], null, $row['id'] );
		}
		return $saved;
	}

	private function user( string $name, int $id ): UserIdentityValue {
		$name = $name === '' ? 'Unknown' : $name;
		$actor = $this->db->selectRow( 'actor', [ 'actor_id', 'actor_user' ], [ 'actor_name' => $name ], __METHOD__ );
		if ( !$actor ) {
			$taken = $id && $this->db->selectField( 'user', '1', [ 'user_id' => $id ], __METHOD__ );
			$id = $taken ? 0 : $id;
			// Whoever has a name has an account here; old histories have names without a number.
			if ( $id || !IPUtils::isIPAddress( $name ) ) {
				$now = $this->db->timestamp();
				$this->db->insert( 'user', [ 'user_id' => $id ?: null, 'user_name' => $name, 'user_real_name' => '', 'user_password' => '',
					'user_newpassword' => '', 'user_email' => '', 'user_token' => '', 'user_touched' => $now,
					'user_registration' => $now, 'user_editcount' => 0 ], __METHOD__ );
				$id = $id ?: $this->db->insertId();
			}
			$this->db->insert( 'actor', [ 'actor_user' => $id ?: null, 'actor_name' => $name ], __METHOD__ );
			return new UserIdentityValue( $id, $name );
		}
		return new UserIdentityValue( (int)$actor->actor_user, $name );
	}
}

$maintClass = ImportHistories::class;
require_once RUN_MAINTENANCE_IF_MAIN;
