import AddressNormalization
import ChannelKit
import ProviderKit

/// Slack's methods that are used here.
struct SlackCalls: Sendable {
    let base: String
    let token: Secret?

    /// Posts a text.
    func post(_ body: [UInt8], in channel: String) -> Exchange<DeliveryReceipt> {
        call("chat.postMessage", body: body, effect: .delivery) { answer in
            let place = answer["channel"]?.text ?? channel
            guard let time = answer["ts"]?.text else { return .done(.taken(by: .verbatim("Slack"), as: nil)) }
            return .done(.taken(by: .verbatim("Slack"), as: "\(place):\(time)"))
        }
    }

    /// Shares a file: a place for it is asked for, its octets are put there, and only then it is shown in the channel.
    func share(_ octets: [UInt8], as posting: FilePosting) -> Exchange<DeliveryReceipt> {
        let request = FormFields(["filename": posting.name, "length": String(octets.count)])
        let form = "application/x-www-form-urlencoded"
        return call("files.getUploadURLExternal", contentType: form, body: request.octets()) { place in
            guard let url = place["upload_url"]?.text, let file = place["file_id"]?.text else {
                return .failed(SlackErrors.failure("no upload_url", answer: nil))
            }
            let upload = ProviderRequest(
                method: "POST",
                url: url,
                headers: [HeaderField("Content-Type", "application/octet-stream")],
                body: octets
            )
            return .ask(upload) { answer in
                guard answer.status == 200 else { return .failed(SlackErrors.failure("upload failed", answer: answer)) }
                return show(file, as: posting)
            }
        }
    }

    private func show(_ file: String, as posting: FilePosting) -> Exchange<DeliveryReceipt> {
        var body: [String: JSONValue] = [
            "files": [["id": .text(file), "title": .text(posting.name)]], "channel_id": .text(posting.conversation),
        ]
        if !posting.thread.isEmpty { body["thread_ts"] = .text(posting.thread) }
        return call("files.completeUploadExternal", body: JSONValue.object(body).octets(), effect: .delivery) { _ in
            // The message that shows the file is made later and has an id that nobody tells here.
            .done(.taken(by: .verbatim("Slack"), as: "file:\(file)"))
        }
    }

    /// Who somebody is; their mail address counts as verified where Slack says that it is confirmed.
    func profile(of identity: IdentityKey) -> Exchange<EnvelopeSender> {
        let form = "application/x-www-form-urlencoded"
        return call("users.info", contentType: form, body: FormFields(["user": identity.value]).octets()) { answer in
            let user = answer["user"]
            let name = user?["profile", "real_name"]?.text ?? user?["real_name"]?.text ?? user?["name"]?.text
            let address = user?["profile", "email"]?.text.flatMap(EmailAddressNormalization.key)
            let isConfirmed = user?["is_email_confirmed"]?.boolean == true
            let claims = address.map { [IdentityClaim(identity: $0, assertedBy: "provider", isVerified: isConfirmed)] }
            return .done(
                EnvelopeSender(
                    identity: identity,
                    address: identity.value,
                    name: name,
                    authenticity: .verified(method: "provider"),
                    claims: claims ?? []
                )
            )
        }
    }

    /// The octets of a file, by its address or, as `id:F1`, by its id.
    func file(_ handle: String, maximumBytes: Int) -> Exchange<[UInt8]> {
        guard handle.hasPrefix("id:") else { return download(handle, maximumBytes: maximumBytes) }
        let form = FormFields(["file": String(handle.dropFirst(3))])
        return call("files.info", contentType: "application/x-www-form-urlencoded", body: form.octets()) { answer in
            let file = answer["file"]
            guard let url = file?["url_private_download"]?.text ?? file?["url_private"]?.text else {
                return .failed(
                    DeliveryFailure(
                        .never,
                        reason: Wording("Slack does not offer this file for download.", "Slack 不提供此文件的下载。")
                    )
                )
            }
            return download(url, maximumBytes: maximumBytes)
        }
    }

    private func download(_ url: String, maximumBytes: Int) -> Exchange<[UInt8]> {
        guard let token else { return .failed(SlackErrors.noToken) }
        let request = ProviderRequest(
            url: url,
            headers: [HeaderField("Authorization", "Bearer \(token.reveal())")],
            maximumAnswerBytes: maximumBytes
        )
        return .ask(request) { answer in
            guard answer.status == 200 else { return .failed(SlackErrors.failure("download failed", answer: answer)) }
            let type = answer.headers.first(named: "Content-Type") ?? ""
            // The sign-in page comes instead of the file where the token may not read files.
            guard !type.hasPrefix("text/html") || url.contains(".htm") else {
                return .failed(
                    DeliveryFailure(
                        .never,
                        reason: Wording(
                            "Slack does not hand out the file; the app needs the scope files:read.",
                            "Slack 不提供此文件；应用需要 files:read 权限。"
                        )
                    )
                )
            }
            return .done(answer.body)
        }
    }

    /// Asks whom the token belongs to.
    func whoAmI() -> Exchange<Wording> {
        call("auth.test", body: Array("{}".utf8)) { answer in
            .done(
                Wording(
                    "Slack knows the app as \(answer["user"]?.text ?? "?") in \(answer["team"]?.text ?? "?").",
                    "Slack 中的应用为 \(answer["user"]?.text ?? "?")，工作区为 \(answer["team"]?.text ?? "?")。"
                )
            )
        }
    }

    private func call<Outcome>(
        _ method: String,
        contentType: String = "application/json; charset=utf-8",
        body: [UInt8],
        effect: ProviderRequest.Effect = .none,
        then read: @escaping @Sendable (JSONValue) -> Exchange<Outcome>
    ) -> Exchange<Outcome> {
        guard let token else { return .failed(SlackErrors.noToken) }
        let request = ProviderRequest(
            method: "POST",
            url: "\(base)/\(method)",
            headers: [
                HeaderField("Content-Type", contentType), HeaderField("Authorization", "Bearer \(token.reveal())"),
            ],
            body: body,
            effect: effect
        )
        return .ask(request) { answer in
            guard answer.status == 200, let json = answer.json, let isOK = json["ok"]?.boolean else {
                return .failed(SlackErrors.failure("", answer: answer))
            }
            return isOK ? read(json) : .failed(SlackErrors.failure(json["error"]?.text ?? "", answer: answer))
        }
    }
}
