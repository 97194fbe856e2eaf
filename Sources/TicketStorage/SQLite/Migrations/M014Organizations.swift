extension Migration {
    /// Organizations with their domains, the members of teams, and the ways into the audit log.
    static let organizations = Migration(
        version: 14,
        statements: """
            CREATE TABLE organization (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE CHECK (name <> ''),
                isVIP INTEGER NOT NULL CHECK (isVIP IN (0, 1))
            ) STRICT;

            CREATE TABLE organizationDomain (
                domain TEXT NOT NULL PRIMARY KEY CHECK (domain <> ''),
                organization INTEGER NOT NULL REFERENCES organization (id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX organizationDomainByOrganization ON organizationDomain (organization);
            CREATE INDEX identityByDomain ON identity (substr(value, instr(value, '@') + 1), id) WHERE kind = 'email';

            CREATE TABLE teamMember (
                team INTEGER NOT NULL REFERENCES team (id),
                agent INTEGER NOT NULL REFERENCES agent (id),
                PRIMARY KEY (agent, team)
            ) STRICT, WITHOUT ROWID;

            CREATE INDEX auditEntryByTime ON auditEntry (at, id);
            CREATE INDEX auditEntryByActor ON auditEntry (actor, at, id);
            CREATE INDEX auditEntryByAction ON auditEntry (action, at, id);
            CREATE INDEX auditEntryByActorAndAction ON auditEntry (actor, action, at, id);
            """
    )
}
