import ChannelKit
import Foundation

/// What somebody types on another device to consent (RFC 8628, 3.2).
public struct DeviceCode: Sendable, Hashable {
    /// What is typed.
    public let userCode: String
    /// Where.
    public let address: String
    /// What this side asks with.
    let deviceCode: String
    /// For how many seconds it is good.
    let expiresIn: Int64
    /// How many seconds to leave between two asks.
    let interval: Int64

    private struct Fields: Decodable {
        var deviceCode: String
        var userCode: String
        var verificationUri: String?
        var verificationUrl: String?
        var expiresIn: TokenAnswer.Number?
        var interval: TokenAnswer.Number?
    }

    /// Reads an answer.
    init(_ answer: ProviderAnswer) throws {
        guard let fields = try? TokenAnswer.decoder.decode(Fields.self, from: Data(answer.body)),
            let address = fields.verificationUri ?? fields.verificationUrl,
            fields.deviceCode.utf8.count <= TokenAnswer.longestToken
        else {
            // A refusal has the form of a token endpoint's.
            _ = try TokenAnswer(answer)
            throw TokenAnswer.Refusal.unreadable("status \(answer.status), no code")
        }
        userCode = TokenAnswer.shown(fields.userCode, 60)
        self.address = TokenAnswer.shown(address, 500)
        deviceCode = fields.deviceCode
        expiresIn = min(max(fields.expiresIn?.value ?? 900, 1), 3600)
        interval = min(max(fields.interval?.value ?? 5, 1), 60)
    }
}
