extension Migration {
    /// The second step of signing in, and where sessions are.
    static let secondStep = Migration(
        version: 21,
        statements: """
            CREATE TABLE secondStep (
                agent INTEGER PRIMARY KEY REFERENCES agent (id),
                -- The shared secret, sealed with a key of the key ring.
                sealed BLOB NOT NULL,
                -- Null until the first code was given.
                confirmedAt INTEGER,
                -- The newest time step that was used; neither it nor an earlier one is taken again.
                lastStep INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE recoveryCode (
                agent INTEGER NOT NULL REFERENCES agent (id),
                digest TEXT NOT NULL CHECK (digest <> ''),
                PRIMARY KEY (agent, digest)
            ) STRICT, WITHOUT ROWID;

            -- Roles whose accounts must have a second step.
            CREATE TABLE secondStepRole (
                role TEXT NOT NULL PRIMARY KEY CHECK (role = 'admin' OR role = 'supervisor' OR role = 'agent'
                    OR role = 'read-only')
            ) STRICT, WITHOUT ROWID;

            ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
            """
    )
}
