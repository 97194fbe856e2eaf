import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// People out of a CSV file: upload, say what the columns are, look, take in, take back.
enum ContactImportPages {
    /// Answers `GET /admin/contacts/import`.
    static func show(_ exchange: Exchange) async throws -> Response { try await list(exchange) }

    /// `POST /admin/contacts/import`: keeps the file for a day and asks what its columns are.
    static func upload(_ exchange: Exchange) async throws -> Response {
        guard let file = exchange.files.first(where: { $0.field == "file" && !$0.octets.isEmpty }) else {
            let problem = exchange.words.say("Choose a CSV file first.", "请先选择 CSV 文件。")
            return try await list(exchange, problem: problem, status: .unprocessableContent)
        }
        guard file.octets.count <= ContactListReading.maximumBytes else { throw PageProblem.tooLarge }
        do {
            _ = try CSVTable(file.octets, maximumRows: ContactListReading.maximumRows)
        } catch let problem as CSVTable.Problem {
            return try await list(exchange, problem: problem.sentence(exchange.words), status: .unprocessableContent)
        }
        let digest = BlobDigest.of(file.octets)
        try await exchange.store.keep([BlobBytes(digest: digest, bytes: file.octets)], at: exchange.now)
        let name = PercentCoding.encode(String(file.name.prefix(100)))
        return .seeOther("/admin/contacts/import/\(digest.rawValue)?file=\(name)")
    }

    /// `GET /admin/contacts/import/:digest`: the columns, and with them what would happen.
    static func map(_ exchange: Exchange) async throws -> Response {
        var page = try await page(exchange.query, exchange)
        if exchange.query["check"] != nil {
            let (people, problems) = reading(page, exchange).read(page.table)
            page.problems = problems
            page.outcomes = zip(people, try await exchange.store.checkImport(people.map(\.person))).map {
                ($0.line, $1)
            }
        }
        return try await exchange.adminPage(page)
    }

    /// `POST /admin/contacts/import/:digest`: takes the good rows in.
    static func run(_ exchange: Exchange) async throws -> Response {
        var page = try await page(exchange.form, exchange)
        let (people, problems) = reading(page, exchange).read(page.table)
        page.problems = problems
        guard !people.isEmpty else {
            page.outcomes = []
            return try await exchange.adminPage(page, status: .unprocessableContent)
        }
        let agent = try exchange.agent
        let item = ContactImport(
            id: exchange.site.services.ids.next(at: exchange.now),
            name: page.file.isEmpty ? "CSV" : page.file,
            actor: .agent(agent.id),
            assertedBy: agent.email,
            at: exchange.now
        )
        page.outcomes = zip(people, try await exchange.store.importPeople(people.map(\.person), with: item)).map {
            ($0.line, $1)
        }
        page.isDone = true
        return try await exchange.adminPage(page)
    }

    /// `POST /admin/contacts/imports/:id/undo`: takes back what an import has added.
    static func undo(_ exchange: Exchange) async throws -> Response {
        let id = try exchange.id("id", of: ContactImport.self)
        guard let report = try await exchange.store.undoImport(id, actor: try exchange.actor, at: exchange.now) else {
            throw PageProblem.notFound
        }
        let words = exchange.words
        var said = words.say(
            "Taken back: \(report.people) people and \(report.addresses) addresses.",
            "已撤销：\(report.people) 位联系人、\(report.addresses) 个地址。"
        )
        if report.kept > 0 {
            said += words.say(
                " \(report.kept) addresses stay: they have been used since.",
                "\(report.kept) 个地址已被使用，予以保留。"
            )
        }
        return try await list(exchange, done: said)
    }

    /// The list in the path, with its columns as they are named.
    private static func page(_ values: FormValues, _ exchange: Exchange) async throws -> ContactMappingPage {
        let table = try await table(exchange)
        return ContactMappingPage(
            table: table,
            columns: columns(of: table, values),
            region: region(values),
            digest: exchange.parameters["digest"] ?? "",
            file: String((values["file"] ?? "").prefix(100))
        )
    }

    private static func table(_ exchange: Exchange) async throws -> CSVTable {
        guard let digest = exchange.parameters["digest"], digest.utf8.count == 64,
            let octets = try await exchange.store.blob(BlobDigest(rawValue: digest)),
            octets.count <= ContactListReading.maximumBytes,
            let table = try? CSVTable(octets, maximumRows: ContactListReading.maximumRows)
        else { throw PageProblem.notFound }
        return table
    }

    private static func columns(of table: CSVTable, _ values: FormValues) -> [ContactListReading.Column] {
        table.headings.enumerated().map { index, heading in
            values["column\(index)"].flatMap(ContactListReading.Column.init) ?? .guess(heading)
        }
    }

    private static func region(_ values: FormValues) -> String? {
        guard let text = values.trimmed("region")?.uppercased(), text.utf8.count == 2,
            text.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
        else { return nil }
        return text
    }

    private static func reading(_ page: ContactMappingPage, _ exchange: Exchange) -> ContactListReading {
        ContactListReading(
            columns: page.columns,
            region: page.region,
            ids: exchange.site.services.ids,
            now: exchange.now
        )
    }

    private static func list(
        _ exchange: Exchange,
        problem: String? = nil,
        done: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let page = ContactImportPage(
            imports: try await exchange.store.contactImports(limit: 50),
            agents: try await exchange.store.agents(),
            problem: problem,
            done: done
        )
        return try await exchange.adminPage(page, status: status)
    }
}

extension CSVTable.Problem {
    /// What is wrong, where, and what is allowed, in English.
    public var english: String { sentence(Words(language: .english)) }

    /// What is wrong, where, and what is allowed.
    func sentence(_ words: Words) -> String {
        switch kind {
        case .notText:
            words.say("The file is not UTF-8 text. Save it as “CSV UTF-8”.", "文件不是 UTF-8 文本，请另存为“CSV UTF-8”。")
        case .empty:
            words.say(
                "The file has no rows. Headings in the first line and a person in each other line are needed.",
                "文件没有数据行：第一行应为标题，其余每行一位联系人。"
            )
        case .openQuote:
            words.say(
                "Line \(line): a quotation mark is opened and never closed. Double it where it is part of the text.",
                "第 \(line) 行：引号未闭合。文本中的引号应写成两个。"
            )
        case .tooManyRows(let maximum):
            words.say(
                "Line \(line): there are more than \(maximum) rows. Split the file.",
                "第 \(line) 行：超过 \(maximum) 行，请拆分文件。"
            )
        case .tooManyColumns(let maximum):
            words.say(
                "Line \(line): there are more than \(maximum) columns. Leave some out.",
                "第 \(line) 行：超过 \(maximum) 列，请删减。"
            )
        }
    }
}
