import ChannelKit
import DeskModel
import Foundation
import TicketStorage

/// What the demonstration desk is set up with before anybody writes: fields, a form, macros, service levels, articles.
struct DemoSetting: Decodable {
    /// A field that tickets have.
    struct Field: Decodable {
        let key: String
        let kind: TicketField.Kind
        let definition: TicketField.Definition
    }

    /// A form of the portal.
    struct Form: Decodable {
        let title: BilingualText
        let introduction: BilingualText
        /// The keys of its fields, in their order.
        let fields: [String]
        /// The keys of those that must be answered.
        let required: [String]
        let type: String?
    }

    /// Words that agents use often.
    struct Words: Decodable {
        let name: String
        let text: String
        let status: TicketStatus?
        let tags: [String]
    }

    /// A group of articles.
    struct Category: Decodable {
        /// An article, its title and body by language.
        struct Entry: Decodable {
            let slug: String
            let titles: [String: String]
            let bodies: [String: String]
        }

        let slug: String
        let titles: [String: String]
        let articles: [Entry]
    }

    let types: [String: BilingualText]
    let fields: [Field]
    let forms: [Form]
    let macros: [Words]
    /// How soon is answered and solved, by priority, in minutes of business time: first answer, next answer, solution.
    let limits: [String: [Int]]
    let knowledge: [Category]

    /// The setting that comes with the program.
    static func read() throws -> DemoSetting {
        try JSONDecoder().decode(DemoSetting.self, from: Data(PackageResources.setting_json))
    }
}

/// Sets the demonstration desk up, leaving alone what somebody has set up before.
struct DemoSettingUp {
    let store: any TicketStore
    let ids: RecordIDSource
    let setting: DemoSetting
    let now: Timestamp

    /// Sets everything up.
    func setUp() async throws {
        try await addDesign()
        try await addMacros()
        try await addServiceLevels()
        try await addKnowledge()
    }

    private func addDesign() async throws {
        guard try await store.ticketDesign() == TicketDesign() else { return }
        for (index, type) in setting.types.sorted(by: { $0.key < $1.key }).enumerated() {
            let type = CustomTicketType(key: type.key, name: type.value, position: index * 10)
            _ = try await store.save(type, actor: .operator, at: now)
        }
        for (index, field) in setting.fields.enumerated() {
            let field = TicketField(
                id: ids.next(at: now),
                key: field.key,
                kind: field.kind,
                position: (index + 1) * 10,
                definition: field.definition
            )
            _ = try await store.save(field, actor: .operator, at: now)
        }
        let design = try await store.ticketDesign()
        for (index, form) in setting.forms.enumerated() {
            let items = form.fields.compactMap { key in
                design[key].map { RequestForm.Item(field: $0.id, isRequired: form.required.contains(key)) }
            }
            let definition = RequestForm.Definition(
                title: form.title,
                introduction: form.introduction,
                items: items,
                type: form.type
            )
            let form = RequestForm(
                id: ids.next(at: now),
                position: (index + 1) * 10,
                isOpen: true,
                definition: definition
            )
            _ = try await store.save(form, actor: .operator, at: now)
        }
    }

    private func addMacros() async throws {
        guard try await store.macros().isEmpty else { return }
        for words in setting.macros {
            let definition = Macro.Definition(text: words.text, status: words.status, tags: words.tags)
            let macro = Macro(id: ids.next(at: now), name: words.name, definition: definition)
            _ = try await store.save(macro, actor: .operator, at: now)
        }
    }

    private func addServiceLevels() async throws {
        guard try await store.businessHours().isEmpty else { return }
        let day = [DayInterval("09:00-18:00")].compactMap(\.self)
        let hours = BusinessHours(
            id: ids.next(at: now),
            name: "Office",
            timeZone: "Europe/Berlin",
            week: Array(repeating: day, count: 5)
        )
        _ = try await store.save(hours, actor: .operator, at: now)
        let limits = setting.limits.flatMap { name, minutes -> [SLALimit] in
            guard let priority = TicketPriority(rawValue: name) else { return [] }
            return zip(SLATarget.allCases, minutes).map { SLALimit($0, priority, minutes: $1) }
        }
        let policy = SLAPolicy(
            id: ids.next(at: now),
            name: "Standard",
            isEnabled: true,
            hours: hours.id,
            limits: limits
        )
        _ = try await store.save(policy, actor: .operator, at: now)
    }

    private func addKnowledge() async throws {
        guard try await store.articlePage(after: nil, limit: 1).items.isEmpty,
            try await store.knowledgeCategories().isEmpty
        else { return }
        for (index, entry) in setting.knowledge.enumerated() {
            let category = KnowledgeCategory(
                id: ids.next(at: now),
                slug: entry.slug,
                position: index,
                titles: entry.titles
            )
            _ = try await store.saveCategory(category, actor: .operator, at: now)
            for (place, article) in entry.articles.enumerated() {
                let texts = article.titles.sorted { $0.key < $1.key }.map { language, title in
                    ArticleText(language: language, title: title, body: article.bodies[language] ?? "")
                }
                let draft = ArticleDraft(slug: article.slug, category: category.id, position: place, texts: texts)
                guard case .saved(let saved) = try await store.saveArticle(draft, actor: .operator, at: now) else {
                    continue
                }
                _ = try await store.publish(saved.id, revision: saved.revision, actor: .operator, at: now)
            }
        }
    }
}
