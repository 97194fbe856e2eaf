import ChannelKit
import ProviderKit

/// What a visitor's open page is told: the conversation, whether somebody is there, who types, what was read.
///
/// Server-sent events: `entry` with an id to resume from, `state` without. Entries may come again; a page knows them by id.
struct EventStream: Sendable {
    /// How often the conversation is looked at without a sign from the desk.
    static let lookPause: Duration = .seconds(15)
    /// Entries that became readable out of order are found by looking back so far.
    static let overlap: Duration = .seconds(300)
    /// The most entries a page is given when it opens.
    static let maximumEntries = 200

    let visitor: Visitor
    let conversations: ConversationServices
    let presence: VisitorPresence
    let isStaffed: @Sendable () async -> Bool
    let now: @Sendable () -> Timestamp
    var lookPause = Self.lookPause

    private enum Wake {
        case look
        case signal(DeskSignal)
    }

    /// Where a page was, as its `Last-Event-ID` says: the time of the newest entry it has.
    static func place(_ lastEventID: String?) -> Timestamp? {
        guard let text = lastEventID?.prefix(40), let time = text.split(separator: ".").first.flatMap({ Int64($0) })
        else { return nil }
        return Timestamp(rawValue: time)
    }

    /// Tells of everything until the page goes.
    ///
    /// - Parameters:
    ///   - start: where the page was; nil gives it all that is kept.
    ///   - emit: takes events.
    /// - Throws: ``StreamEnded`` when the page has gone, or an error of the storage; the page comes back by itself.
    func run(from start: Timestamp?, emit: @escaping WebStream.Emit) async throws {
        presence.enter(visitor.id, at: now())
        conversations.signals.tell(.isHere, in: visitor.id)
        defer {
            presence.leave(visitor.id, at: now())
            conversations.signals.tell(.isAway, in: visitor.id)
        }
        // Following before reading: what comes between the two is told twice rather than never.
        let signals = conversations.signals.deskSignals(in: visitor.id)
        let (wakes, bell) = AsyncStream.makeStream(of: Wake.self, bufferingPolicy: .bufferingNewest(32))
        var told = Telling(start: start)
        var isStaffed = await isStaffed()
        try emit(Array("retry: 3000\n\n".utf8) + Self.state(["online": .boolean(isStaffed)]))
        try await tellNew(&told, emit)
        // The page shows nothing before it knows that this is all there is.
        try emit(Self.state(["complete": true]))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await signal in signals { bell.yield(.signal(signal)) }
            }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: lookPause)
                    bell.yield(.look)
                }
            }
            for await wake in wakes {
                switch wake {
                case .look:
                    let isStaffedNow = await self.isStaffed()
                    if isStaffedNow != isStaffed { try emit(Self.state(["online": .boolean(isStaffedNow)])) }
                    isStaffed = isStaffedNow
                    try await tellNew(&told, emit)
                case .signal(.changed): try await tellNew(&told, emit)
                case .signal(.typing(let name)): try emit(Self.state(["typing": .text(name)]))
                case .signal(.stoppedTyping): try emit(Self.state(["typing": .null]))
                case .signal(.hasRead(let time)): try emit(Self.state(["read": JSONValue(time.rawValue)]))
                }
            }
            group.cancelAll()
        }
    }

    /// What a page has been told.
    private struct Telling {
        var start: Timestamp?
        var newest: Timestamp?
        var ids: Set<String> = []

        init(start: Timestamp?) {
            self.start = start
            newest = start
        }
    }

    private func tellNew(_ told: inout Telling, _ emit: WebStream.Emit) async throws {
        let since = told.newest.map { $0.advanced(by: .zero - Self.overlap) }
        let entries = try await conversations.reading.entries(
            of: visitor.id,
            since: since,
            limit: Self.maximumEntries
        )
        var events: [UInt8] = []
        for entry in entries where told.ids.insert(entry.id).inserted {
            events += Self.event(
                "entry",
                id: "\(entry.at.rawValue).\(entry.id)",
                ChatEntry.document(entry, of: visitor)
            )
            told.newest = max(told.newest ?? entry.at, entry.at)
        }
        if told.ids.count > 2 * Self.maximumEntries { told.ids = Set(entries.map(\.id)) }
        if !events.isEmpty { try emit(events) }
    }

    private static func state(_ document: JSONValue) -> [UInt8] { event("state", id: nil, document) }

    private static func event(_ name: String, id: String?, _ document: JSONValue) -> [UInt8] {
        var octets: [UInt8] = []
        if let id { octets += Array("id: \(id)\n".utf8) }
        octets += Array("event: \(name)\ndata: ".utf8)
        // JSON has no line ends of its own, so one data line holds all of it.
        octets += document.octets()
        octets += Array("\n\n".utf8)
        return octets
    }
}

/// Entries as pages read them.
enum ChatEntry {
    /// The document of an entry.
    static func document(_ entry: ConversationEntry, of visitor: Visitor) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .text(entry.id), "at": JSONValue(entry.at.rawValue), "text": .text(entry.text),
            "files": .array(
                entry.files.map { file in
                    [
                        "name": .text(file.name), "type": .text(file.contentType), "size": JSONValue(file.size),
                        "url": .text(file.address),
                    ]
                }
            ),
        ]
        switch entry.author {
        case .customer(let id):
            members["own"] = true
            let prefix = "\(visitor.id):"
            if id.rawValue.hasPrefix(prefix) { members["key"] = .text(String(id.rawValue.dropFirst(prefix.count))) }
        case .desk(let name):
            if let name { members["author"] = .text(name) }
            members["taken"] = .boolean(entry.progress == .delivered || entry.progress == .done)
        }
        return .object(members)
    }
}
