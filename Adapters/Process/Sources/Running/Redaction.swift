import ChannelKit
import ProviderKit

/// Takes the channel's secrets out of whatever a program says.
struct Redaction: Sendable {
    /// Shorter values are found in innocent text as well.
    private static let shortest = 4

    private let secrets: [String]

    /// Gathers every secret among values.
    init(_ values: [String: SettingValue]) {
        secrets = Self.secrets(in: .object(values)).filter { $0.utf8.count >= Self.shortest }
            .sorted { $0.count > $1.count }
    }

    /// The text without secrets, on one line, cut at a length in bytes.
    func line(_ text: String, maximumBytes: Int) -> String {
        var text = text
        for secret in secrets where text.contains(secret) { text.replace(secret, with: "[secret]") }
        return OneLine.text(text, maximumBytes: maximumBytes)
    }

    private static func secrets(in value: SettingValue) -> [String] {
        switch value {
        case .secrets(let secrets): secrets.map { $0.reveal() }
        case .list(let values): values.flatMap(secrets)
        case .object(let members): members.values.flatMap(secrets)
        case .text, .integer, .boolean, .duration: []
        }
    }
}
