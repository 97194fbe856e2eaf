extension Migration {
    /// People who were erased.
    static let erasure = Migration(
        version: 22,
        statements: """
            ALTER TABLE contact ADD COLUMN erasedAt INTEGER;
            CREATE INDEX inboundByContact ON inboundMessage (contact);

            -- Where bytes of erased blobs lie in the segment files until they are overwritten.
            CREATE TABLE erasedPlace (
                segment INTEGER NOT NULL,
                position INTEGER NOT NULL,
                size INTEGER NOT NULL,
                PRIMARY KEY (segment, position)
            ) STRICT, WITHOUT ROWID;

            -- An event stays what it is; only the values it names may be blanked.
            DROP TRIGGER ticketEventStays;
            CREATE TRIGGER ticketEventStays BEFORE UPDATE ON ticketEvent
            WHEN NEW.id IS NOT OLD.id OR NEW.ticket IS NOT OLD.ticket OR NEW.actor IS NOT OLD.actor
                OR NEW.kind IS NOT OLD.kind OR NEW.at IS NOT OLD.at
                OR NEW.fromValue IS NOT NULL OR NEW.toValue IS NOT NULL
            BEGIN SELECT raise(ABORT, 'ticket events are only added'); END;
            """
    )
}
