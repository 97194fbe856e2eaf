extension Migration {
    /// The knowledge base.
    static let knowledge = Migration(
        version: 12,
        statements: """
            CREATE TABLE knowledgeCategory (
                id INTEGER PRIMARY KEY,
                slug TEXT NOT NULL UNIQUE CHECK (slug <> ''),
                position INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE knowledgeCategoryTitle (
                category INTEGER NOT NULL REFERENCES knowledgeCategory (id),
                language TEXT NOT NULL CHECK (language <> ''),
                title TEXT NOT NULL CHECK (title <> ''),
                PRIMARY KEY (category, language)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE article (
                id INTEGER PRIMARY KEY,
                slug TEXT NOT NULL UNIQUE CHECK (slug <> ''),
                category INTEGER REFERENCES knowledgeCategory (id),
                position INTEGER NOT NULL,
                revision INTEGER NOT NULL CHECK (revision > 0),
                -- The revision that readers see; null while the article is a draft.
                published INTEGER CHECK (published BETWEEN 1 AND revision),
                helpful INTEGER NOT NULL CHECK (helpful >= 0),
                unhelpful INTEGER NOT NULL CHECK (unhelpful >= 0),
                createdAt INTEGER NOT NULL,
                updatedAt INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX articleByCategory ON article (category, position, id);
            CREATE INDEX articleByUse ON article (helpful - unhelpful, id) WHERE published IS NOT NULL;
            CREATE INDEX articleByChange ON article (updatedAt, id);

            CREATE TABLE articleRevision (
                article INTEGER NOT NULL REFERENCES article (id),
                number INTEGER NOT NULL CHECK (number > 0),
                actor TEXT NOT NULL CHECK (actor = 'operator' OR actor GLOB '[a-z]*:?*'),
                at INTEGER NOT NULL,
                PRIMARY KEY (article, number)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE articleText (
                id INTEGER PRIMARY KEY,
                article INTEGER NOT NULL,
                number INTEGER NOT NULL,
                language TEXT NOT NULL CHECK (language <> ''),
                title TEXT NOT NULL CHECK (title <> ''),
                body TEXT NOT NULL,
                UNIQUE (article, number, language),
                FOREIGN KEY (article, number) REFERENCES articleRevision (article, number)
            ) STRICT;

            CREATE TABLE articlePicture (
                id INTEGER PRIMARY KEY,
                article INTEGER NOT NULL REFERENCES article (id),
                name TEXT NOT NULL,
                blob TEXT NOT NULL REFERENCES blob (digest)
            ) STRICT;
            CREATE INDEX articlePictureByArticle ON articlePicture (article);
            CREATE INDEX articlePictureByBlob ON articlePicture (blob);

            -- One opinion for each reader, who is known by a keyed digest alone.
            CREATE TABLE articleOpinion (
                article INTEGER NOT NULL REFERENCES article (id),
                voter TEXT NOT NULL CHECK (voter <> ''),
                isHelpful INTEGER NOT NULL CHECK (isHelpful IN (0, 1)),
                at INTEGER NOT NULL,
                PRIMARY KEY (article, voter)
            ) STRICT, WITHOUT ROWID;

            -- The words of published texts; a row's id is that of its text.
            CREATE VIRTUAL TABLE articleSearch USING fts5 (heading, body, tokenize = 'unicode61 remove_diacritics 2');
            """
    )
}
