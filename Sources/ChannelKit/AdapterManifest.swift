/// What an adapter is, can do and wants to know, as `adapter.yml` declares it.
///
/// Readable without running the adapter.
public struct AdapterManifest: Sendable, Hashable {
    /// The kind that a channel names in the configuration.
    public var kind: AdapterKind
    /// A name for people.
    public var title: String
    /// One sentence on what it is for.
    public var summary: String
    /// What it can do, with values.
    public var abilities: AdapterAbilities
    /// What the configuration may or must say.
    public var settings: [SettingSpec]

    /// Creates a manifest.
    public init(
        kind: AdapterKind,
        title: String,
        summary: String,
        abilities: AdapterAbilities,
        settings: [SettingSpec]
    ) {
        self.kind = kind
        self.title = title
        self.summary = summary
        self.abilities = abilities
        self.settings = settings
    }
}

/// What an adapter can do.
///
/// The core and the workspace decide by these values, never by the kind of a channel.
public struct AdapterAbilities: Sendable, Hashable {
    /// How an adapter gets its arrivals.
    public enum Intake: String, Sendable, Hashable, CaseIterable {
        /// A provider calls a webhook.
        case webhook
        /// It keeps a line open.
        case listening
        /// It is asked to pull, by schedule or doorbell.
        case pulling
        /// It reads files handed to it.
        case files
        /// It serves a page that people fill in.
        case page
    }

    /// How messages of one matter are tied together on the channel.
    public enum Threading: String, Sendable, Hashable, CaseIterable {
        /// Not at all.
        case none
        /// Each message names those it answers.
        case references
        /// Messages belong to a conversation.
        case conversation
    }

    /// What a provider tells about a message after taking it.
    public enum Receipt: String, Sendable, Hashable, CaseIterable {
        /// It was taken over.
        case sent
        /// It arrived.
        case delivered
        /// It was seen.
        case read
        /// It failed later.
        case failed
    }

    /// The unit in which a channel counts the length of a text.
    public enum TextUnit: String, Sendable, Hashable, CaseIterable {
        /// Octets of UTF-8.
        case bytes
        /// UTF-16 code units.
        case utf16
        /// Unicode scalars.
        case scalars
        /// Characters as people count them.
        case characters
    }

    /// The ways arrivals come in.
    public var intake: Set<Intake>
    /// Whether it can send replies.
    public var replies: Bool
    /// Whether a webhook or page may be offered several attachments in, and up to how many bytes in all; nil takes none.
    public var inboundAttachmentBytes: Int64?
    /// Up to how many bytes of attachments a reply may have; nil sends none.
    public var outboundAttachmentBytes: Int64?
    /// The longest text of one part and the unit it is counted in; nil has no limit worth naming.
    public var textLimit: TextLimit?
    /// How messages are tied together.
    public var threading: Threading
    /// What is told about sent messages.
    public var receipts: Set<Receipt>
    /// For how long after the customer's last message a free reply is taken; nil is always.
    public var replyWindow: Duration?
    /// How many free replies are taken within the window; nil is any number.
    public var replyQuota: Int?
    /// What may be possible once the window is closed, as far as the channel's provider and settings allow.
    public var lateReplies: Set<LateReply.Kind>
    /// What is possible once the window is closed, as this channel is configured.
    public var lateReply: LateReply
    /// Whether sending the same part twice with one key reaches the recipient once.
    public var idempotentSending: Bool
    /// Whether a send of unknown outcome may be tried again by itself, labelled as a possible repeat (mail, with the same id).
    public var retriesUnknown: Bool

    /// Creates abilities; everything starts as "cannot".
    public init(
        intake: Set<Intake> = [],
        replies: Bool = false,
        inboundAttachmentBytes: Int64? = nil,
        outboundAttachmentBytes: Int64? = nil,
        textLimit: TextLimit? = nil,
        threading: Threading = .none,
        receipts: Set<Receipt> = [],
        replyWindow: Duration? = nil,
        replyQuota: Int? = nil,
        lateReplies: Set<LateReply.Kind> = [],
        lateReply: LateReply = .nothing,
        idempotentSending: Bool = false,
        retriesUnknown: Bool = false
    ) {
        self.intake = intake
        self.replies = replies
        self.inboundAttachmentBytes = inboundAttachmentBytes
        self.outboundAttachmentBytes = outboundAttachmentBytes
        self.textLimit = textLimit
        self.threading = threading
        self.receipts = receipts
        self.replyWindow = replyWindow
        self.replyQuota = replyQuota
        self.lateReplies = lateReplies
        self.lateReply = lateReply
        self.idempotentSending = idempotentSending
        self.retriesUnknown = retriesUnknown
    }
}

/// The longest text one part may have.
public struct TextLimit: Sendable, Hashable {
    /// The number of units.
    public var maximum: Int
    /// What is counted.
    public var unit: AdapterAbilities.TextUnit

    /// Creates a limit.
    public init(maximum: Int, unit: AdapterAbilities.TextUnit) {
        self.maximum = maximum
        self.unit = unit
    }

    /// The length of a text in this limit's unit.
    public func length(of text: some StringProtocol) -> Int {
        switch unit {
        case .bytes: text.utf8.count
        case .utf16: text.utf16.count
        case .scalars: text.unicodeScalars.count
        case .characters: text.count
        }
    }

    /// Splits a text into pieces within the limit, at a paragraph, line, sentence or word end where one is near.
    ///
    /// Joining the pieces gives the text again; a character is never cut apart unless it alone is over the limit.
    public func split(_ text: String) -> [String] {
        guard length(of: text) > maximum, maximum > 0 else { return [text] }
        var pieces: [String] = []
        var rest = text[...]
        while !rest.isEmpty {
            let piece = rest[..<end(ofPieceFrom: rest)]
            pieces.append(String(piece))
            rest = rest[piece.endIndex...]
        }
        return pieces
    }

    /// The end of the first piece: the last good break in the second half of what fits, else what fits.
    private func end(ofPieceFrom text: Substring) -> String.Index {
        var used = 0
        var index = text.startIndex
        var breaks: [Int: String.Index] = [:]
        var previous: Character?
        while index < text.endIndex {
            let next = text.index(after: index)
            let cost = length(of: text[index..<next])
            if used + cost > maximum, index > text.startIndex {
                return Self.best(of: breaks) ?? index
            }
            used += cost
            let character = text[index]
            if used > maximum / 2, let rank = Self.rank(of: character, after: previous) { breaks[rank] = next }
            previous = character
            index = next
        }
        return text.endIndex
    }

    private static func best(of breaks: [Int: String.Index]) -> String.Index? {
        for rank in 0...3 {
            if let index = breaks[rank] { return index }
        }
        return nil
    }

    /// How good a place behind `character` is to break at: 0 paragraph, 1 line, 2 sentence, 3 word; nil is none.
    private static func rank(of character: Character, after previous: Character?) -> Int? {
        if character.isNewline { return previous?.isNewline == true ? 0 : 1 }
        if "。！？".contains(character) { return 2 }
        guard character.isWhitespace else { return nil }
        return previous.map { ".!?".contains($0) } == true ? 2 : 3
    }
}
