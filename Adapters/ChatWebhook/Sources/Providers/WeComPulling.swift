import AddressNormalization
import ChannelKit
import ProviderKit

extension WeCom {
    // MARK: - Pulling

    /// A longer one is none of WeCom's, in octets.
    private static let longestCursor = 64

    /// One page of an account's messages, of up to 1,000; the cursor counts once they are journaled.
    ///
    /// The token of the doorbell is good for ten minutes and lifts a limit on how often may be asked; without it, or when it
    /// has run out, the same is asked without.
    func pull(stream: String, cursor: String?, ring: Doorbell?, access: AccessToken?) -> Exchange<PulledBatch>? {
        guard !stream.isEmpty else { return nil }
        guard let access else { return .failed(.missing("corp_secret", provider: Wording("WeCom", "企业微信"))) }
        return page(of: stream, cursor, ring?.token, access)
    }

    private func page(
        of account: String,
        _ cursor: String?,
        _ token: Secret?,
        _ access: AccessToken
    ) -> Exchange<PulledBatch> {
        var question: [String: JSONValue] = ["open_kfid": .text(account), "limit": 1000]
        let cursor = cursor.flatMap { (1...Self.longestCursor).contains($0.utf8.count) ? $0 : nil }
        question["cursor"] = cursor.map { .text($0) }
        question["token"] = token.map { .text($0.reveal()) }
        var request = ProviderRequest.asking("POST", url("kf/sync_msg", access), json: .object(question))
        request.maximumAnswerBytes = 16 << 20
        return .ask(request) { answer in
            let code = answer.json?["errcode"]?.integer
            if code == 95_007, token != nil { return page(of: account, cursor, nil, access) }
            guard answer.status == 200, let json = answer.json, code ?? 0 == 0 else {
                // A cursor that WeCom does not take, as after a backup was restored: its history of three days is read
                // again, of which nothing is taken twice.
                if cursor != nil, case .never = WeComFailures.failure(answer).verdict {
                    return page(of: account, nil, token, access)
                }
                return WeComFailures.exchange(answer)
            }
            let payloads = (json["msg_list"]?.array ?? []).compactMap(Self.payload)
            let next = json["next_cursor"]?.text.flatMap { $0.isEmpty ? nil : $0 }
            return .done(PulledBatch(payloads: payloads, cursor: next, hasMore: json["has_more"]?.integer == 1))
        }
    }

    private static func payload(_ message: JSONValue) -> ProviderPayload? {
        guard let id = message["msgid"]?.text else { return nil }
        return ProviderPayload(
            externalID: ExternalID(rawValue: "kf:\(id)"),
            mediaType: "application/json",
            body: message.octets()
        )
    }

    // MARK: - Look-ups

    func signIn() -> Exchange<AccessToken>? {
        guard let secret, !corporation.isEmpty else { return nil }
        let query = FormFields(["corpid": corporation, "corpsecret": secret.reveal()]).text
        return .ask(ProviderRequest(url: "\(base)/cgi-bin/gettoken?\(query)")) { answer in
            guard let json = answer.json, json["errcode"]?.integer ?? 0 == 0, let token = json["access_token"]?.text
            else {
                return .failed(WeComFailures.failure(answer))
            }
            let lifetime = min(max(json["expires_in"]?.integer ?? 7200, 60), 7200)
            return .done(AccessToken(value: Secret(token), lifetime: .seconds(lifetime)))
        }
    }

    /// A customer's nickname, or a member's entry in the directory.
    func profile(of identity: IdentityKey, access: AccessToken?) -> Exchange<EnvelopeSender>? {
        guard let access else { return nil }
        if identity.namespace.hasPrefix("wecom-kf:") { return customer(identity, access) }
        return identity.namespace.hasPrefix("wecom:") ? member(identity, access) : nil
    }

    private func customer(_ identity: IdentityKey, _ access: AccessToken) -> Exchange<EnvelopeSender> {
        let question: JSONValue = ["external_userid_list": [.text(identity.value)]]
        let request = ProviderRequest.asking("POST", url("kf/customer/batchget", access), json: question)
        return WeComFailures.ask(request) { answer in
            .done(Self.sender(identity, answer["customer_list"]?.array.first?["nickname"]?.text, claims: []))
        }
    }

    /// The company's mailbox is proven by WeCom, which runs it; a number that stands in the directory, somebody typed in.
    private func member(_ identity: IdentityKey, _ access: AccessToken) -> Exchange<EnvelopeSender> {
        WeComFailures.ask(ProviderRequest(url: url("user/get", access, ["userid": identity.value]))) { answer in
            let claims = [
                (answer["biz_mail"]?.text.flatMap(EmailAddressNormalization.key), true),
                (answer["email"]?.text.flatMap(EmailAddressNormalization.key), false),
                (answer["mobile"]?.text.flatMap { PhoneNumberNormalization.key($0, region: "CN") }, false),
            ].compactMap { key, isVerified in
                key.map { IdentityClaim(identity: $0, assertedBy: "provider", isVerified: isVerified) }
            }
            return .done(Self.sender(identity, answer["name"]?.text, claims: claims))
        }
    }

    private static func sender(_ identity: IdentityKey, _ name: String?, claims: [IdentityClaim]) -> EnvelopeSender {
        EnvelopeSender(
            identity: identity,
            address: identity.value,
            name: name.map { OneLine.text($0) },
            authenticity: .verified(method: "provider"),
            claims: claims
        )
    }

    /// Fetches a file by its media id.
    ///
    /// A refusal comes as JSON under the status 200.
    func attachment(_ handle: String, maximumBytes: Int, access: AccessToken?) -> Exchange<[UInt8]>? {
        guard let access else { return .failed(.missing("corp_secret", provider: Wording("WeCom", "企业微信"))) }
        let request = ProviderRequest.fetching(
            url("media/get", access, ["media_id": handle]),
            maximumBytes: maximumBytes
        )
        return .ask(request) { answer in
            let isRefusal = answer.body.first == UInt8(ascii: "{") && answer.json?["errcode"] != nil
            return isRefusal ? WeComFailures.exchange(answer) : answer.fetched(from: Wording("WeCom", "企业微信"))
        }
    }

    func health(access: AccessToken?) -> Exchange<Wording>? {
        guard let access else { return nil }
        return WeComFailures.ask(ProviderRequest(url: url("get_api_domain_ip", access))) { _ in
            .done(Wording("signed in for \(corporation)", "已登录 \(corporation)"))
        }
    }
}
