import ProviderKit

/// What a program answers to `initialize`.
struct Handshake: Sendable, Hashable {
    /// The versions of the protocol that are spoken here.
    static let versions = [1]

    /// The version the program chose.
    var version: Int
    /// The methods it offers, beside `initialize` and `shutdown`.
    var methods: Set<ProgramMethod>
    /// The program's name and version, for people.
    var title: String

    /// Reads the answer.
    ///
    /// - Throws: ``ProgramEnd/refused(reason:)`` when program and gateway do not fit together.
    init(_ result: JSONValue, needsReplies: Bool) throws(ProgramEnd) {
        guard let version = result["protocol"]?.integer.flatMap({ Int(exactly: $0) }) else {
            throw .refused(reason: "does not say in `protocol` which version it chose; offered was \(Self.versions)")
        }
        guard Self.versions.contains(version) else {
            throw .refused(reason: "speaks version \(version) of the protocol; this gateway speaks \(Self.versions)")
        }
        self.version = version
        methods = Set(
            (result["methods"]?.array ?? []).prefix(100).compactMap { ProgramMethod(rawValue: $0.text ?? "") }
        )
        title = [result["name"], result["version"]]
            .compactMap { $0?.name.map { OneLine.text($0, maximumBytes: 100) } }.joined(separator: " ")
        guard !needsReplies || methods.contains(.deliver) else {
            throw .refused(
                reason: "does not offer `deliver`; add it to its `methods`, or set `replies: false` for the channel"
            )
        }
    }
}
