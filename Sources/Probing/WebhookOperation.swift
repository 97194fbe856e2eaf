public import ChannelKit
public import Foundation

/// What a webhook makes of a request: `webhook`.
public struct WebhookOperation: ProbeOperation {
    /// A request to a channel that needs not be configured.
    public struct Request: Decodable {
        let adapter: String
        let settings: [String: SettingInput]?
        let request: Call
        let now: Double?
        // The interface's own spelling.
        // swift-format-ignore: AlwaysUseLowerCamelCase
        let skip_verification: Bool?
    }

    /// The value of `op`.
    public static let name = "webhook"

    private let adapters: [String: (settings: [SettingSpec], type: any WebhookRehearsing.Type)]

    /// Creates the operation.
    ///
    /// - Parameter installed: all adapters with their manifests; those without a webhook that can be tried are left out.
    public init(_ installed: [(manifest: AdapterManifest, adapter: any ChannelAdapter.Type)]) {
        var adapters: [String: (settings: [SettingSpec], type: any WebhookRehearsing.Type)] = [:]
        for (manifest, adapter) in installed {
            guard let type = adapter as? any WebhookRehearsing.Type else { continue }
            adapters[manifest.kind.rawValue] = (manifest.settings, type)
        }
        self.adapters = adapters
    }

    /// Judges and reads a request, storing and sending nothing.
    ///
    /// - Parameters:
    ///   - request: the adapter's kind, the settings of a channel, and the request.
    ///   - root: the folder that a relative `body_file` starts from.
    /// - Returns: what would be answered and what would be made of it.
    /// - Throws: ``ProbeInputError`` and `SettingProblem`, for the person who asked.
    public func answer(_ request: Request, root: URL) throws -> WebhookProbeAnswer {
        guard let adapter = adapters[request.adapter] else {
            let known = adapters.keys.sorted().joined(separator: ", ")
            throw ProbeInputError("no adapter \"\(request.adapter)\" has a webhook; allowed: \(known)")
        }
        let settings = try SettingInput.settings(request.settings ?? [:], of: adapter.settings)
        let now = try request.now.map { seconds in
            guard abs(seconds) < 1e11 else { throw ProbeInputError("`now` is no time in seconds") }
            return Timestamp(seconds: Int64(seconds))
        }
        let rehearsal = try adapter.type.rehearse(
            try request.request.webRequest(at: now, root: root),
            settings: settings,
            signedURL: request.request.url,
            now: now,
            proof: request.skip_verification == true ? .waived : .required
        )
        return WebhookProbeAnswer(rehearsal)
    }
}

extension WebhookOperation {
    /// An HTTP request as it is written in a line.
    struct Call: Decodable {
        private enum CodingKeys: String, CodingKey {
            case method, url, headers, body
            case bodyFile = "body_file"
            case bodyBase64 = "body_base64"
        }

        /// One value of a header field, or several fields of that name.
        enum FieldValue: Decodable {
            case one(String)
            case several([String])

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    self = .one(text)
                } else {
                    self = .several(try container.decode([String].self))
                }
            }

            var texts: [String] {
                switch self {
                case .one(let text): [text]
                case .several(let texts): texts
                }
            }
        }

        let method: String?
        let url: String
        let headers: [String: FieldValue]?
        let body: String?
        let bodyFile: String?
        let bodyBase64: String?

        /// The request as a channel's webhook gets it.
        func webRequest(at now: Timestamp?, root: URL) throws -> WebRequest {
            let fields = (headers ?? [:]).sorted { $0.key < $1.key }
            return WebRequest(
                method: method?.uppercased() ?? "POST",
                path: path,
                query: query,
                headers: fields.flatMap { name, value in value.texts.map { HeaderField(name, $0) } },
                body: try octets(root: root),
                receivedAt: now ?? Timestamp(seconds: Int64(Date().timeIntervalSince1970))
            )
        }

        /// The part below `/channels/{id}/`; another address stands for the webhook itself.
        private var path: String {
            let below = url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/channels/", maxSplits: 1)
            guard below.count == 2, let slash = below[1].firstIndex(of: "/") else { return "webhook" }
            let path = String(below[1][below[1].index(after: slash)...])
            return path.removingPercentEncoding ?? path
        }

        private var query: [HeaderField] {
            guard let mark = url.firstIndex(of: "?") else { return [] }
            let query = url[url.index(after: mark)...].prefix { $0 != "#" }
            return query.split(separator: "&").map { pair in
                let name = pair.prefix { $0 != "=" }
                return HeaderField(Self.decoded(name), Self.decoded(pair.dropFirst(name.count).dropFirst()))
            }
        }

        private static func decoded(_ text: Substring) -> String {
            let spaced = text.replacing("+", with: " ")
            return String(spaced).removingPercentEncoding ?? String(spaced)
        }

        private func octets(root: URL) throws -> [UInt8] {
            if let bodyBase64 {
                guard let data = Data(base64Encoded: bodyBase64, options: .ignoreUnknownCharacters) else {
                    throw ProbeInputError("`request.body_base64` is no base64")
                }
                return Array(data)
            }
            if let bodyFile {
                do { return Array(try Data(contentsOf: URL(fileURLWithPath: bodyFile, relativeTo: root))) } catch {
                    throw ProbeInputError("cannot read the file \"\(bodyFile)\"")
                }
            }
            return Array((body ?? "").utf8)
        }
    }
}
