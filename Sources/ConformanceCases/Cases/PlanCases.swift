import ChannelKit

/// Planning is pure, complete, and gives nothing that breaks out of its place.
enum PlanCases {
    static let all = [
        ConformanceCase("a reply planned twice is the same to the octet", needs: .replies) { run in
            let (trial, sender, replies) = try sending(run)
            let (_, other, _) = try sending(run, later: .seconds(86_400))
            for (name, reply) in replies.good {
                let parts = try plan(reply, by: sender, name)
                run.note("\(name): \(parts.count) parts, \(parts.map(\.body.count)) bytes")
                try run.require(try plan(reply, by: sender, name) == parts, "\(name): the second plan differs")
                try run.require(try plan(reply, by: other, name) == parts, "\(name): a plan on another day differs")
            }
            try run.require(trial.outside.calls == 0, "planning asked the outside for something")
        },
        ConformanceCase("the parts of a reply are numbered, addressed and not empty", needs: .replies) { run in
            let (_, sender, replies) = try sending(run)
            var ids: Set<ExternalID> = []
            for (name, reply) in replies.good {
                let parts = try plan(reply, by: sender, name)
                try run.require(!parts.isEmpty, "\(name) has no parts")
                try run.require(
                    parts.map(\.index) == Array(parts.indices),
                    "\(name): the parts are numbered \(parts.map(\.index))"
                )
                for part in parts {
                    try run.require(!part.body.isEmpty, "\(name): part \(part.index) is empty")
                    try run.require(!part.mediaType.isEmpty, "\(name): part \(part.index) has no media type")
                    try run.require(!part.destinations.isEmpty, "\(name): part \(part.index) goes nowhere")
                    guard let id = part.externalID else { continue }
                    let wrong = EnvelopeRules.violation(inID: id)
                    try run.require(wrong == nil, "\(name): \(wrong ?? "")")
                    try run.require(ids.insert(id).inserted, "\(name): the id \(id) is another part's")
                }
            }
        },
        ConformanceCase("a text is split at the channel's limit and nowhere before", needs: .textLimit) { run in
            let (_, sender, replies) = try sending(run)
            let limit = try run.require(try run.abilities().textLimit, "there is no text limit")
            for (name, unit) in [
                ("letters", "a"), ("words", "word "), ("Chinese", "织"), ("emoji", "👩‍👩‍👧‍👦"), ("marks", "e\u{301}"),
            ] {
                for length in [limit.maximum - 1, limit.maximum, limit.maximum + 1, limit.maximum * 3 + 7] {
                    let text = Self.text(of: unit, length: length, in: limit)
                    var reply = replies.reply(text: text)
                    reply.quoted = nil
                    let what = "\(limit.length(of: text)) \(limit.unit) of \(name)"
                    let pieces = try plan(reply, by: sender, what).map { part in
                        try run.require(replies.delivery.text(part), "\(what): part \(part.index) holds no text")
                    }
                    let lengths = pieces.map { limit.length(of: $0) }
                    run.note("\(what): \(lengths)")
                    try run.require(lengths.allSatisfy { $0 <= limit.maximum }, "\(what): parts of \(lengths)")
                    try run.require(pieces.joined() == text, "\(what): the parts joined are not the text")
                    let isWhole = limit.length(of: text) <= limit.maximum
                    try run.require(!isWhole || pieces.count == 1, "\(what): it fits and is split into \(pieces.count)")
                    try run.require(isWhole || pieces.count > 1, "\(what): it does not fit and is not split")
                    try run.require(
                        pieces.count <= 2 * (limit.length(of: text) / limit.maximum) + 2,
                        "\(what): it is split into \(pieces.count)"
                    )
                }
            }
        },
        ConformanceCase("nothing in a subject, a name or an id breaks out of its line", needs: .replies) { run in
            let (_, sender, replies) = try sending(run)
            for (name, reply) in replies.hostile {
                guard let parts = try planOrRefuse(reply, by: sender, name, run) else { continue }
                for part in parts { try requireTame(part, reply, name, run) }
            }
        },
        ConformanceCase("an address that smuggles something in is refused or defused", needs: .replies) { run in
            let (_, sender, replies) = try sending(run)
            for (name, reply) in replies.smuggling {
                guard let parts = try planOrRefuse(reply, by: sender, name, run) else { continue }
                for part in parts {
                    try requireTame(part, reply, name, run)
                    let others = part.destinations.filter { $0.contains("victim") }
                    try run.require(others.isEmpty, "\(name): it goes to \(others) too")
                }
            }
        },
        ConformanceCase("files are sent whole or the reply is refused, never dropped", needs: .replies) { run in
            let (_, sender, replies) = try sending(run)
            var reply = replies.reply()
            let limit = try run.abilities().outboundAttachmentBytes
            func attach(_ size: Int64, _ name: String) {
                let octets = [UInt8](repeating: 0x41, count: Int(size))
                reply.attachments = [OutboundAttachment(name: name, contentType: "text/plain", bytes: octets)]
            }
            guard let limit else {
                attach(10, "a.txt")
                let parts = try planOrRefuse(reply, by: sender, "a file on a channel without files", run)
                try run.require(parts == nil, "a file was planned although the manifest sends none")
                return
            }
            attach(min(limit, 4096), "a.txt")
            let bare = try plan(replies.reply(), by: sender, "a reply without a file")
            let filed = try plan(reply, by: sender, "a reply with a file")
            let sizes = [bare, filed].map { $0.reduce(0) { $0 + $1.body.count } }
            try run.require(sizes[1] - sizes[0] >= Int(min(limit, 4096)), "the file is not in the parts: \(sizes)")
            for name in ["../../etc/passwd\r\n\(SampleReplies.planted)\r\n", "", "\0", "织机.txt", "\u{202E}txt.exe"] {
                attach(10, name)
                guard let parts = try planOrRefuse(reply, by: sender, "a file's strange name", run) else { continue }
                for part in parts { try requireTame(part, reply, "a file's strange name", run) }
            }
            attach(limit + 1, "large.txt")
            let parts = try planOrRefuse(reply, by: sender, "files over the limit", run)
            try run.require(parts == nil, "files over the manifest's limit were planned")
        },
    ]

    private static func sending(
        _ run: CaseRun,
        later: Duration = .zero
    ) throws -> (Trial, any ReplyDelivering, SampleReplies) {
        let trial = try run.trial(later: later)
        let sender = try run.require(trial.adapter as? any ReplyDelivering, "the adapter sends nothing")
        let delivery = try run.require(run.subject.delivery, "there are no samples of delivery")
        return (trial, sender, SampleReplies(delivery: delivery))
    }

    /// A text of repeated units, of exactly a length where the unit's own length allows it, else filled up with letters.
    private static func text(of unit: String, length: Int, in limit: TextLimit) -> String {
        let size = max(1, limit.length(of: unit))
        let text = String(repeating: unit, count: max(0, length) / size)
        return text + String(repeating: "a", count: max(0, length) % size)
    }

    private static func plan(
        _ reply: OutboundReply,
        by sender: any ReplyDelivering,
        _ what: String
    ) throws -> [OutboundPart] {
        do { return try sender.plan(reply) } catch {
            throw CaseFailure("\(what): it is refused: \(error.reason)")
        }
    }

    /// The parts, or nil when the reply is refused for good.
    private static func planOrRefuse(
        _ reply: OutboundReply,
        by sender: any ReplyDelivering,
        _ what: String,
        _ run: CaseRun
    ) throws -> [OutboundPart]? {
        do { return try sender.plan(reply) } catch {
            run.note("\(what): refused: \(error.reason)")
            try run.require(error.verdict == .never, "\(what): it is refused, but not for good")
            try FailureRules.require(error, what, run)
            return nil
        }
    }

    /// Requires that nothing planted stands at the beginning of a line, and that no address holds a line end.
    private static func requireTame(
        _ part: OutboundPart,
        _ reply: OutboundReply,
        _ what: String,
        _ run: CaseRun
    ) throws {
        for text in part.destinations + [part.origin ?? "", part.externalID?.rawValue ?? "", part.mediaType] {
            let isTame = !text.unicodeScalars.contains { SingleLine.isControl($0) || $0 == "<" || $0 == ">" }
            try run.require(isTame, "\(what): an address or id of the part holds \(CaseRun.oneLine(text))")
        }
        let planted = Array(SampleReplies.planted.utf8)
        for end: UInt8 in [0x0D, 0x0A] {
            try run.require(!OctetSearch.holds(part.body, [end] + planted), "\(what): what was planted begins a line")
        }
        try run.require(!OctetSearch.holds(part.body, [0]), "\(what): the part holds NUL")
    }
}
