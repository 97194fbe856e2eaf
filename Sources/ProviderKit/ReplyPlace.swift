/// The place a reply is posted into, as it travels in a route's conversation key.
///
/// A direct conversation has the key `conversation` or `conversation/thread`; a place that others read has
/// `conversation/thread/`, and without threads `conversation//asker`, so that each asker has a ticket of their own. What the
/// provider's ids hold of `/` and `%` is percent-encoded.
public struct ReplyPlace: Sendable, Hashable {
    /// The place, such as a room or a chat.
    public var conversation: String
    /// The thread within the place.
    public var thread: String?
    /// Whether others can read the place.
    public var isGroup: Bool
    /// The person whose matter it is, in a group without a thread.
    public var asker: String?

    /// Creates a place; a group's asker counts only where there is no thread.
    public init(conversation: String, thread: String? = nil, isGroup: Bool = false, asker: String? = nil) {
        self.conversation = conversation
        self.thread = thread
        self.isGroup = isGroup
        self.asker = isGroup && thread == nil ? asker : nil
    }

    /// Reads a key; nil when it is none that ``key`` writes.
    public init?(key: String) {
        let segments = key.split(separator: "/", omittingEmptySubsequences: false)
            .map { PercentCoding.decoded($0.utf8) }
        guard (1...3).contains(segments.count), !segments[0].isEmpty else { return nil }
        let thread = segments.count > 1 && !segments[1].isEmpty ? segments[1] : nil
        let asker = segments.count > 2 && !segments[2].isEmpty ? segments[2] : nil
        self.init(conversation: segments[0], thread: thread, isGroup: segments.count == 3, asker: asker)
    }

    /// The key, equal for all messages of one matter.
    public var key: String {
        var segments = [Self.encoded(conversation)]
        if thread != nil || isGroup { segments.append(Self.encoded(thread ?? "")) }
        if isGroup { segments.append(Self.encoded(asker ?? "")) }
        return segments.joined(separator: "/")
    }

    /// Only the two characters that the key itself uses are encoded, so that it stays readable.
    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": encoded += "%25"
            case "/": encoded += "%2F"
            default: encoded.unicodeScalars.append(scalar)
            }
        }
        return encoded
    }
}
