import DeskModel

extension AuditedChange {
    /// Adds or changes a category of articles.
    func save(_ category: KnowledgeCategory) throws -> KnowledgeChangeResult {
        let result = try CategoryTable(connection: connection).save(category)
        guard result == .done else { return result }
        try note(.categorySaved, "category:\(category.id)", category.slug)
        return result
    }

    /// Removes a category, if there is one.
    func remove(_ id: KnowledgeCategoryID) throws {
        guard try CategoryTable(connection: connection).remove(id) else { return }
        try note(.categoryRemoved, "category:\(id)")
    }

    /// Changes articles.
    var articles: ArticleWriter { ArticleWriter(context: context, actor: actor, at: at) }

    /// Adds or changes a saved view.
    func save(_ view: SavedView) throws {
        try SavedViewTable(connection: connection).save(view)
        try note(.viewSaved, view.name)
    }

    /// Removes a saved view.
    func remove(_ id: SavedViewID) throws {
        try SavedViewTable(connection: connection).remove(id)
        try note(.viewRemoved, "view:\(id)")
    }
}
