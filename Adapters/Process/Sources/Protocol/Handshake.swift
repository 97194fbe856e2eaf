import ChannelKit
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
            throw .refused(
                reason: Wording(
                    "does not say in `protocol` which version it chose; offered was \(Self.versions)",
                    "没有在 `protocol` 中说明所选的版本；可选版本：\(Self.versions)"
                )
            )
        }
        guard Self.versions.contains(version) else {
            throw .refused(
                reason: Wording(
                    "speaks version \(version) of the protocol; this gateway speaks \(Self.versions)",
                    "使用协议版本 \(version)；本网关使用 \(Self.versions)"
                )
            )
        }
        self.version = version
        methods = Set(
            (result["methods"]?.array ?? []).prefix(100).compactMap { ProgramMethod(rawValue: $0.text ?? "") }
        )
        title = [result["name"], result["version"]]
            .compactMap { $0?.name.map { OneLine.text($0, maximumBytes: 100) } }.joined(separator: " ")
        guard !needsReplies || methods.contains(.deliver) else {
            throw .refused(
                reason: Wording(
                    "does not offer `deliver`; add it to its `methods`, or set `replies: false` for the channel",
                    "不提供 `deliver`；请将其加入程序的 `methods`，或为该渠道设置 `replies: false`"
                )
            )
        }
    }
}
