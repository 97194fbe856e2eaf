import ChannelKit

/// Takes the channel's secrets out of whatever a provider's words may have repeated.
struct SecretRedaction: Sendable {
    /// Shorter values are found in innocent text as well.
    private static let shortest = 6

    private let secrets: [String]

    /// Gathers every secret of the settings.
    init(_ settings: ChannelSettings) {
        secrets = Self.secrets(in: .object(settings.values)).sorted { $0.count > $1.count }
    }

    /// The text without secrets, on one line, cut at a length.
    func line(_ text: String, maximum: Int, token: AccessToken? = nil) -> String {
        var text = text
        for secret in secrets + [token?.value.reveal()].compactMap({ $0 }) where secret.utf8.count >= Self.shortest {
            text.replace(secret, with: "[secret]")
        }
        return OneLine.text(text, maximumBytes: maximum)
    }

    /// The failure without secrets.
    func failure(_ failure: DeliveryFailure, token: AccessToken? = nil) -> DeliveryFailure {
        DeliveryFailure(
            failure.verdict,
            reason: failure.reason.map { line($0, maximum: 600, token: token) },
            detail: line(failure.detail, maximum: 2000, token: token)
        )
    }

    private static func secrets(in value: SettingValue) -> [String] {
        switch value {
        case .secrets(let secrets): secrets.map { $0.reveal() }
        case .list(let values): values.flatMap(secrets)
        case .object(let members): members.values.flatMap(secrets)
        default: []
        }
    }
}
