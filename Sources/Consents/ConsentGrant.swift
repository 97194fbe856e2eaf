import ChannelKit
import Foundation

/// What a provider gave with a consent, as it is sealed in the data folder.
struct ConsentGrant: Codable, Hashable, Sendable {
    /// What signs in.
    var accessToken: String
    /// When that ends; nil when the provider did not say.
    var accessEndsAt: Timestamp?
    /// For how many seconds it was good.
    var accessLife: Int64?
    /// What a new one is asked for with.
    var refreshToken: String?
    /// When the consent itself ends, where the provider says so.
    var consentEndsAt: Timestamp?
    /// When somebody consented.
    var givenAt: Timestamp
    /// Why the provider renews it no more; nil while it does.
    var refusal: String?
    /// Whom it was asked of, in whose name: a consent for something else is none.
    var tokenURL: String
    var clientID: String
    var account: String
    /// What may be done with it.
    var scopes: [String]

    /// Puts a provider's answer in the place of what was known before.
    init(_ answer: TokenAnswer, for request: ConsentRequest, renewing old: ConsentGrant? = nil, at now: Timestamp) {
        accessToken = answer.accessToken
        accessLife = answer.expiresIn
        accessEndsAt = answer.expiresIn.map { now.advanced(by: .seconds($0)) }
        refreshToken = answer.refreshToken ?? old?.refreshToken
        consentEndsAt = answer.refreshExpiresIn.map { now.advanced(by: .seconds($0)) } ?? old?.consentEndsAt
        givenAt = old?.givenAt ?? now
        refusal = nil
        tokenURL = request.tokenURL
        clientID = request.clientID
        account = request.account
        scopes = old?.scopes ?? request.scopes
    }

    /// Whether it was given for what is asked; one for more than that is good as well.
    func fits(_ request: ConsentRequest) -> Bool {
        tokenURL == request.tokenURL && clientID == request.clientID && account == request.account
            && Set(request.scopes).isSubset(of: scopes)
    }

    /// Whether the token is good for a while yet: five minutes, or a quarter of a short life.
    func isFresh(at now: Timestamp) -> Bool {
        guard let accessEndsAt else { return true }
        let margin = min(300, max(1, (accessLife ?? 3600) / 4))
        return now.advanced(by: .seconds(margin)) < accessEndsAt
    }

    /// How long before a consent's end people are told.
    static let notice = Duration.seconds(14 * 86_400)

    /// How the consent stands.
    func state(at now: Timestamp) -> ConsentState {
        if let refusal { return .refused(refusal) }
        if refreshToken == nil, !isFresh(at: now) { return .refused("the provider gave nothing to renew it with") }
        if let end = consentEndsAt, end < now.advanced(by: Self.notice) { return .ending(end) }
        return .good
    }
}
