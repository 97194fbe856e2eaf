import ChannelKit
import Foundation
import Synchronization

/// A small honest adapter for a made-up chat, whose replies leave as mail.
///
/// A body holds a line for each message: `id|address|text|file|Base64`. A flaw makes it break one promise.
struct SampleAdapter: ChannelAdapter {
    static let manifestSource = Array(
        """
        kind: sample
        title: Sample
        summary: A made-up chat for tests.
        abilities:
          intake: [webhook, listening, pulling, files]
          replies: true
          inbound_attachments: 1MB
          outbound_attachments: 64KB
          text_limit: {maximum: 40, unit: utf16}
          retries_unknown: true
        settings:
          - {name: host, type: text, maximum: 100, required: true, doc: The host name of the chat.}
          - {name: token, type: secret, required: true, doc: What calls are signed with.}
          - {name: fallback, type: text, maximum: 100, doc: Another host name than the first.}

        """.utf8
    )

    let channel: ChannelID
    let host: String
    let token: Secret
    let context: AdapterContext
    let flaw: Flaw?
    let memory = SampleMemory()

    init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext) throws {
        try self.init(channel: channel, settings: settings, context: context, flaw: nil)
    }

    init(channel: ChannelID, settings: ChannelSettings, context: AdapterContext, flaw: Flaw?) throws {
        self.channel = channel
        self.context = context
        self.flaw = flaw
        host = settings.text("host") ?? ""
        token = settings.secrets("token").first ?? Secret("")
        if settings.text("fallback") == host, flaw != .takesBadSettings {
            let secret = flaw == .showsTheSecretInARefusal ? token.reveal() : ""
            throw SettingProblem(path: "fallback", problem: "is the same host \(secret)", allowed: "another host")
        }
    }

    func normalize(_ arrival: RawArrival) throws -> [InboundEnvelope] {
        struct NoText: Error {}
        guard arrival.mediaType == "text/plain", let text = String(validating: arrival.body, as: UTF8.self) else {
            if flaw == .readsPoison { return [] }
            if flaw == .throwsSomethingElse { throw NoText() }
            throw UnreadableArrival(.verbatim("It is no text."))
        }
        guard arrival.body.count <= 1 << 20 else { throw UnreadableArrival(.verbatim("It is larger than 1 MiB.")) }
        if flaw == .worksInSquares { memory.workInSquares(arrival.body) }
        if flaw == .remembersArrivals, memory.hasSeen(arrival.externalID) { return [] }
        var ids: Set<String> = []
        let envelopes = Self.columns(of: text).compactMap { columns -> InboundEnvelope? in
            let columns = columns.map(Self.clean)
            guard columns.count >= 3, !columns[0].isEmpty, columns[0].utf8.count <= 100, columns[1].utf8.count <= 1000,
                ids.insert(columns[0]).inserted
            else { return nil }
            return envelope(columns, of: arrival)
        }
        guard !envelopes.isEmpty else { throw UnreadableArrival(.verbatim("It holds no message.")) }
        return envelopes
    }

    private func envelope(_ columns: [String], of arrival: RawArrival) -> InboundEnvelope {
        let time = flaw == .namesByTime ? "@\(arrival.receivedAt.rawValue)" : ""
        let key = IdentityKey(kind: .handle, namespace: "sample", value: columns[1])
        var envelope = InboundEnvelope(
            externalID: ExternalID(rawValue: columns[0] + time),
            occurredAt: flaw == .readsTheClock ? context.now() : arrival.receivedAt,
            sender: EnvelopeSender(identity: key, address: columns[1]),
            text: columns[2],
            replyRoute: ReplyRoute(target: key, address: columns[1])
        )
        if columns.count >= 5, let octets = Data(base64Encoded: columns[4]) {
            let last = columns[3].split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
            let name = flaw == .keepsPaths ? columns[3] : flaw == .cutsNames ? String(last.prefix(3)) : last
            envelope.attachments = [
                InboundAttachment(
                    name: name == "." || name == ".." ? "" : String(name.prefix(100)),
                    contentType: "text/plain",
                    content: .bytes(Array(octets))
                )
            ]
        }
        return envelope
    }

    /// The columns of the first lines that have at least three; Foundation cuts faster than a generic loop of a debug build.
    private static func columns(of text: String) -> [[String]] {
        text.components(separatedBy: "\n").prefix(2000).map { line in
            Array(line.components(separatedBy: "|").prefix(6))
        }
    }

    /// Without controls and marks that turn the direction.
    static func clean(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: continue
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }

    /// An arrival named by a digest of its body.
    func arrival(_ body: [UInt8], envelope: FileEnvelope = FileEnvelope()) -> RawArrival {
        RawArrival(
            channel: channel,
            externalID: ExternalID(rawValue: "body-\(SampleMemory.digest(body))"),
            receivedAt: context.now(),
            mediaType: "text/plain",
            verdict: .signed,
            envelopeSender: envelope.sender,
            envelopeRecipients: envelope.recipients,
            settingsVersion: context.settingsVersion,
            body: body
        )
    }
}

/// What an adapter should not have: a memory.
final class SampleMemory: Sendable {
    private let seen = Mutex<Set<ExternalID>>([])
    private let count = Mutex(0)

    func hasSeen(_ id: ExternalID) -> Bool { seen.withLock { !$0.insert(id).inserted } }

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }

    func workInSquares(_ octets: [UInt8]) {
        guard octets.count < 1_000_000 else { return }
        let found = octets.withUnsafeBytes { octets in
            var found = 0
            for start in stride(from: 0, to: octets.count, by: 1024) {
                for at in 0..<octets.count where octets[at] == octets[start] { found &+= 1 }
            }
            return found
        }
        count.withLock { $0 &+= found }
    }

    /// Never comes back, canceled or not.
    static func forEver() async { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }

    /// FNV-1a; enough to tell samples apart.
    static func digest(_ octets: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in octets { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
