import ChannelKit
import DeskModel

/// Categories of articles.
struct CategoryTable {
    let connection: Connection

    /// All categories in order.
    func all() throws -> [KnowledgeCategory] {
        let rows = try connection.all("SELECT id, slug, position FROM knowledgeCategory ORDER BY position, id") {
            KnowledgeCategory(id: try $0.next(), slug: try $0.next(), position: try $0.next(), titles: [:])
        }
        let titles = try connection.all("SELECT category, language, title FROM knowledgeCategoryTitle") {
            (try $0.next(KnowledgeCategoryID.self), try $0.next(String.self), try $0.next(String.self))
        }
        let titlesByCategory = Dictionary(grouping: titles, by: \.0)
        return rows.map { row in
            var category = row
            let pairs = (titlesByCategory[row.id] ?? []).map { ($0.1, $0.2) }
            category.titles = Dictionary(pairs) { first, _ in first }
            return category
        }
    }

    /// Adds or changes a category.
    func save(_ category: KnowledgeCategory) throws -> KnowledgeChangeResult {
        let holder = try connection.value(
            "SELECT id FROM knowledgeCategory WHERE slug = ?1",
            category.slug,
            as: KnowledgeCategoryID.self
        )
        if let holder, holder != category.id { return .slugTaken }
        try connection.run(
            """
            INSERT INTO knowledgeCategory (id, slug, position) VALUES (?1, ?2, ?3)
            ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, position = excluded.position
            """,
            category.id,
            category.slug,
            category.position
        )
        try connection.run("DELETE FROM knowledgeCategoryTitle WHERE category = ?1", category.id)
        for (language, title) in category.titles {
            try connection.run(
                "INSERT INTO knowledgeCategoryTitle (category, language, title) VALUES (?1, ?2, ?3)",
                category.id,
                language,
                title
            )
        }
        return .done
    }

    /// Removes a category; gives back whether there was one.
    func remove(_ id: KnowledgeCategoryID) throws -> Bool {
        try connection.run("UPDATE article SET category = NULL WHERE category = ?1", id)
        try connection.run("DELETE FROM knowledgeCategoryTitle WHERE category = ?1", id)
        try connection.run("DELETE FROM knowledgeCategory WHERE id = ?1", id)
        return connection.changes > 0
    }
}
