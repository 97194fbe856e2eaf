/// One of the files in `config/examples`, as the administration offers it for copying.
public struct ConfigurationExample: Sendable {
    /// Whom the channel belongs to, for grouping.
    public enum Group: Sendable, CaseIterable {
        /// Mailboxes and mail services.
        case mail
        /// The desk's own pages on a site.
        case site
        /// Chat services.
        case chat
        /// Social networks and short messages.
        case social
        /// Telephone systems.
        case telephone
        /// Programs of the operator's own.
        case program
    }

    /// The file's name without its ending, such as `slack`.
    public let name: String
    /// What the provider is called, in English and Chinese alike.
    public let title: String
    /// Where it is listed.
    public let group: Group
    /// The file.
    public let text: String

    init(_ name: String, _ title: String, _ group: Group, _ octets: [UInt8]) {
        self.name = name
        self.title = title
        self.group = group
        text = String(decoding: octets, as: UTF8.self)
    }

    /// The host that stands in the files for the desk's own, which is called over TLS.
    public static let exampleHost = "help.example.com"

    /// What the file says ahead of its settings, in English.
    public var english: String { notes.english }

    /// What the file says ahead of its settings, in Chinese.
    public var chinese: String { notes.chinese }

    /// The channels of the file: the lines below its `channels:`, indented as they stand there.
    public var channels: String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: "channels:") else { return "" }
        var block = lines[lines.index(after: start)...].prefix { $0.isEmpty || $0.first == " " }
        while block.last?.isEmpty == true { block.removeLast() }
        return block.joined(separator: "\n") + "\n"
    }

    /// The comment at the head of the file; what follows the mark is Chinese.
    private var notes: (english: String, chinese: String) {
        let mark = "中文："
        var parts: [[Substring]] = [[], []]
        var part = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("#") else { break }
            var words = line.dropFirst()
            if words.first == " " { words = words.dropFirst() }
            if words.hasPrefix(mark) {
                part = 1
                words = words.dropFirst(mark.count)
            }
            parts[part].append(words)
        }
        while parts[0].last?.isEmpty == true { parts[0].removeLast() }
        return (parts[0].joined(separator: "\n"), parts[1].joined(separator: "\n"))
    }
}
