import ChannelKit
import ProviderKit

extension ProviderRequest {
    /// A request with a JSON body, or none, and a token as RFC 6750 shows it.
    static func asking(
        _ method: String,
        _ url: String,
        bearer token: Secret? = nil,
        headers: [HeaderField] = [],
        json: JSONValue? = nil,
        effect: Effect = .none
    ) -> ProviderRequest {
        var fields = headers
        if let token { fields.append(HeaderField("Authorization", "Bearer \(token.reveal())")) }
        if json != nil { fields.append(HeaderField("Content-Type", "application/json; charset=utf-8")) }
        return ProviderRequest(method: method, url: url, headers: fields, body: json?.octets() ?? [], effect: effect)
    }

    /// An upload as a form with files.
    static func uploading(_ form: MultipartForm, to url: String, headers: [HeaderField] = []) -> ProviderRequest {
        let (contentType, octets) = form.body()
        return ProviderRequest(
            method: "POST",
            url: url,
            headers: headers + [HeaderField("Content-Type", contentType)],
            body: octets
        )
    }

    /// A download of at most that many bytes.
    static func fetching(_ url: String, bearer token: Secret? = nil, maximumBytes: Int) -> ProviderRequest {
        var request = asking("GET", url, bearer: token)
        request.maximumAnswerBytes = maximumBytes
        return request
    }
}

extension ProviderAnswer {
    /// What a download came to.
    ///
    /// - Parameter provider: the provider's name for people.
    /// - Returns: the bytes, or why there are none.
    func fetched(from provider: Wording) -> Exchange<[UInt8]> {
        if (200...299).contains(status) { return .done(body) }
        if let failure = DeliveryFailure.byStatus(of: self, provider: provider) { return .failed(failure) }
        let reason =
            status == 404 || status == 410
            ? Wording("The file is no longer at \(provider.english).", "\(provider.chineseSubject)上已没有此文件。")
            : Wording("\(provider.english) does not hand out the file.", "\(provider.chineseSubject)不提供此文件。")
        return .failed(DeliveryFailure(.never, reason: reason, detail: "HTTP \(status)"))
    }
}

/// Keys under which a provider knows a part again, made from the host's own key for it.
enum RepeatKey {
    /// That many hexadecimal digits, at most 64, that are the same for the same key.
    static func digits(_ key: String, count: Int) -> String {
        String(Hexadecimal.text(Signature.sha256(Array(key.utf8))).prefix(count))
    }

    /// The key in the form of a UUID (RFC 9562, version 8).
    static func uuid(_ key: String) -> String {
        var octets = Array(Signature.sha256(Array(key.utf8)).prefix(16))
        octets[6] = octets[6] & 0x0F | 0x80
        octets[8] = octets[8] & 0x3F | 0x80
        let digits = Hexadecimal.text(octets)
        var uuid = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { uuid.append("-") }
            uuid.append(digit)
        }
        return uuid
    }
}

extension OutboundPart {
    /// The JSON that was planned; an empty object where there is none.
    var message: [String: JSONValue] { (try? JSONValue(parsing: body))?.members ?? [:] }
}

extension DeliveryFailure {
    /// A part that this adapter did not plan.
    static let strangePart = DeliveryFailure(
        .never,
        reason: Wording("The stored reply is not one that this channel can send.", "已存储的回复不是此渠道所能发送的。")
    )

    /// A setting that only sending needs is absent.
    static func missing(_ setting: String, provider: Wording) -> DeliveryFailure {
        DeliveryFailure(
            .blocked(.credentials),
            reason:
                Wording(
                    "The channel cannot send to \(provider.english): the setting \(setting) is missing; an administrator must add it.",
                    "\(provider.chineseSubject)渠道无法发送：缺少设置 \(setting)；须由管理员添加。"
                )
        )
    }
}

extension Wording {
    /// What a health check finds when the provider knows the account by that name.
    static func signedIn(as name: String) -> Wording { Wording("signed in as \(name)", "已登录为 \(name)") }
}

extension SettingProblem {
    /// A setting that the provider cannot do without is absent.
    static func missing(_ setting: String, provider: String, allowed: String) -> SettingProblem {
        SettingProblem(path: setting, problem: "\(provider) cannot do without it", allowed: allowed)
    }
}

extension ChannelSettings {
    /// Whether a setting has a value that is not empty.
    func has(_ name: String) -> Bool {
        if let text = text(name) { return !text.isEmpty }
        return !secrets(name).isEmpty
    }

    /// Checks that settings are there.
    ///
    /// - Parameters:
    ///   - needed: the settings with what is allowed.
    ///   - provider: the provider's name in the configuration.
    /// - Throws: `SettingProblem` at the first that is absent.
    func require(_ needed: KeyValuePairs<String, String>, for provider: String) throws(SettingProblem) {
        for (name, allowed) in needed where !has(name) {
            throw SettingProblem.missing(name, provider: provider, allowed: allowed)
        }
    }
}
