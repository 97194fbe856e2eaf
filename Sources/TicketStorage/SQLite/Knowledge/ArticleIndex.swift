import DeskModel
import MessageText

/// The full-text index of published articles.
///
/// Articles are few and change seldom, so it is written with them rather than behind them.
struct ArticleIndex {
    let connection: Connection

    /// Indexes the texts of a revision.
    func add(_ article: ArticleID, revision: Int) throws {
        for text in try texts(of: article, revision) {
            try connection.run(
                "INSERT INTO articleSearch (rowid, heading, body) VALUES (?1, ?2, ?3)",
                text.id,
                SearchText.indexed(text.title),
                SearchText.indexed(text.body)
            )
        }
    }

    /// Removes the texts of a revision.
    func remove(_ article: ArticleID, revision: Int) throws {
        for text in try texts(of: article, revision) {
            try connection.run("DELETE FROM articleSearch WHERE rowid = ?1", text.id)
        }
    }

    private func texts(
        of article: ArticleID,
        _ revision: Int
    ) throws -> [(id: Int64, title: String, body: String)] {
        try connection.all(
            "SELECT id, title, body FROM articleText WHERE article = ?1 AND number = ?2",
            article,
            revision
        ) { (try $0.next(), try $0.next(), try $0.next()) }
    }
}
