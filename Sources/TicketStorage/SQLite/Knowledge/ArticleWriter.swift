import ChannelKit
import DeskModel

/// Changes articles, and keeps the search index and the audit log in step.
struct ArticleWriter {
    let context: WriteContext
    let actor: Actor
    let at: Timestamp

    private var connection: Connection { context.connection }
    private var table: ArticleTable { ArticleTable(connection: connection) }

    /// Begins an article, or adds a revision.
    func save(_ draft: ArticleDraft) throws -> ArticleSaveResult {
        if let holder = try table.article(slug: draft.slug), holder.id != draft.article { return .slugTaken }
        let id: ArticleID
        let number: Int
        if let known = draft.article {
            guard let article = try table.article(known) else { return .missing }
            guard draft.basis == article.revision else { return .outdated(article.revision) }
            (id, number) = (known, article.revision + 1)
            try connection.run(
                """
                UPDATE article SET slug = ?2, category = ?3, position = ?4, revision = ?5, updatedAt = max(updatedAt, ?6)
                WHERE id = ?1
                """,
                id,
                draft.slug,
                draft.category,
                draft.position,
                number,
                at
            )
        } else {
            (id, number) = (context.ids.next(at: at), 1)
            try connection.run(
                """
                INSERT INTO article (id, slug, category, position, revision, published, helpful, unhelpful, createdAt, updatedAt)
                VALUES (?1, ?2, ?3, ?4, 1, NULL, 0, 0, ?5, ?5)
                """,
                id,
                draft.slug,
                draft.category,
                draft.position,
                at
            )
        }
        try add(draft.texts, to: id, as: number)
        try audit(number == 1 ? .articleBegun : .articleChanged, id, "\(draft.slug), revision \(number)")
        return try table.article(id).map(ArticleSaveResult.saved) ?? .missing
    }

    private func add(_ texts: [ArticleText], to article: ArticleID, as number: Int) throws {
        try connection.run(
            "INSERT INTO articleRevision (article, number, actor, at) VALUES (?1, ?2, ?3, ?4)",
            article,
            number,
            actor,
            at
        )
        for text in texts {
            try connection.run(
                "INSERT INTO articleText (article, number, language, title, body) VALUES (?1, ?2, ?3, ?4, ?5)",
                article,
                number,
                text.language,
                text.title,
                text.body
            )
        }
    }

    /// Shows readers a revision.
    func publish(_ id: ArticleID, revision: Int) throws -> Bool {
        guard let article = try table.article(id), try table.revision(revision, of: id) != nil else { return false }
        let index = ArticleIndex(connection: connection)
        if let shown = article.published { try index.remove(id, revision: shown) }
        try connection.run(
            "UPDATE article SET published = ?2, updatedAt = max(updatedAt, ?3) WHERE id = ?1",
            id,
            revision,
            at
        )
        try index.add(id, revision: revision)
        try audit(.articlePublished, id, "\(article.slug), revision \(revision)")
        return true
    }

    /// Takes an article from readers.
    func unpublish(_ id: ArticleID) throws -> Bool {
        guard let article = try table.article(id), let shown = article.published else { return false }
        try ArticleIndex(connection: connection).remove(id, revision: shown)
        try connection.run(
            "UPDATE article SET published = NULL, updatedAt = max(updatedAt, ?2) WHERE id = ?1",
            id,
            at
        )
        try audit(.articleUnpublished, id, article.slug)
        return true
    }

    /// Keeps a picture.
    func add(_ picture: ArticlePicture, bytes: [UInt8]) throws {
        try BlobTable(context: context).put(BlobBytes(digest: picture.blob, bytes: bytes), at: at)
        try connection.run(
            "INSERT INTO articlePicture (id, article, name, blob) VALUES (?1, ?2, ?3, ?4)",
            picture.id,
            picture.article,
            picture.name,
            picture.blob
        )
        try audit(.articlePicture, picture.article, picture.name)
    }

    private func audit(_ action: AuditAction, _ article: ArticleID, _ detail: String) throws {
        try AuditTable(context: context)
            .add(AuditEntry(actor: actor, action: action, object: "article:\(article)", detail: detail, at: at))
    }
}

/// Counts readers' opinions.
struct ArticleOpinions {
    let connection: Connection

    /// Counts an opinion in place of the one the reader had.
    func count(_ article: ArticleID, isHelpful: Bool, voter: String, at: Timestamp) throws -> Bool {
        guard try ArticleTable(connection: connection).article(article)?.published != nil else { return false }
        try connection.run(
            """
            INSERT INTO articleOpinion (article, voter, isHelpful, at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET isHelpful = excluded.isHelpful, at = excluded.at
            """,
            article,
            voter,
            isHelpful,
            at
        )
        try connection.run(
            """
            UPDATE article SET
                helpful = (SELECT count(*) FROM articleOpinion WHERE article = ?1 AND isHelpful = 1),
                unhelpful = (SELECT count(*) FROM articleOpinion WHERE article = ?1 AND isHelpful = 0)
            WHERE id = ?1
            """,
            article
        )
        return true
    }
}
