import ChannelKit

/// The settings of addresses, certificates and proxies, checked against each other.
struct NetworkSettings {
    private(set) var listen: ListenAddress?
    private(set) var publicURL: WebAddress?
    private(set) var contentURL: WebAddress?
    private(set) var tls: CertificateFiles?
    private(set) var trustedProxies: [AddressBlock] = []

    init(checking settings: ChannelSettings, port: Int?, with checker: inout SettingsChecker) {
        readProxies(settings, with: &checker)
        readCertificate(settings, with: &checker)
        readListen(settings, port: port, with: &checker)
        readPublicAddress(settings, with: &checker)
        readContentAddress(settings, with: &checker)
        if let tls {
            let isOwnAddress = settings.text("public_url") == nil && publicURL?.isLoopback == true
            CertificateCheck.run(on: tls, host: isOwnAddress ? nil : publicURL?.host, with: &checker)
        }
    }

    private mutating func readProxies(_ settings: ChannelSettings, with checker: inout SettingsChecker) {
        for (index, text) in settings.texts("trusted_proxies").enumerated() {
            let path = "trusted_proxies[\(index)]"
            guard let block = AddressBlock(text) else {
                checker.refuse(
                    path,
                    at: checker.position(of: path),
                    "is no IP address or block, or has bits set behind its prefix",
                    "an address such as 127.0.0.1 or a block such as 10.0.0.0/8"
                )
                continue
            }
            if text.hasSuffix("/0") {
                checker.refuse(
                    path,
                    at: checker.position(of: path),
                    "trusts everybody, so that anyone can forge a sender's address",
                    "the addresses of your own proxies"
                )
            }
            trustedProxies.append(block)
        }
    }

    private mutating func readCertificate(_ settings: ChannelSettings, with checker: inout SettingsChecker) {
        guard let certificate = settings.text("tls.certificate"), let key = settings.text("tls.key") else { return }
        tls = CertificateFiles(certificate: certificate, key: key)
    }

    private mutating func readListen(_ settings: ChannelSettings, port: Int?, with checker: inout SettingsChecker) {
        guard let host = settings.text("listen.host"), let filePort = settings.integer("listen.port") else { return }
        guard isHostName(host) || IPAddress(host) != nil else {
            checker.refuse(
                "listen.host",
                at: checker.position(of: "listen.host"),
                "is no address or host name",
                "an IP address without brackets, such as 127.0.0.1 or ::1, or a host name"
            )
            return
        }
        let chosen = port ?? Int(filePort)
        let content = port == nil ? settings.integer("listen.content_port").map(Int.init) : nil
        guard (1...65_535).contains(content ?? chosen + 1), content != chosen else {
            let path = content == nil ? "listen.port" : "listen.content_port"
            checker.refuse(
                path,
                at: checker.position(of: path),
                content == nil ? "leaves no next port for attachments and HTML mail" : "is the same as `listen.port`",
                "two different ports from 1 to 65535"
            )
            return
        }
        let address = ListenAddress(host: host, port: chosen, contentPort: content ?? chosen + 1)
        listen = address
        // What is written and wrong has its own error.
        let isGuarded = checker.positions["tls"] != nil || checker.positions["trusted_proxies[0]"] != nil
        if !address.isLoopback, !isGuarded {
            checker.refuse(
                "listen.host",
                at: checker.position(of: "listen.host"),
                "would serve plain HTTP to other machines",
                "a loopback address, or `tls`, or the addresses of your proxies in `trusted_proxies`"
            )
        }
    }

    private mutating func readPublicAddress(_ settings: ChannelSettings, with checker: inout SettingsChecker) {
        let position = checker.position(of: "public_url")
        guard let text = settings.text("public_url") else {
            guard let listen, checker.errors.allSatisfy({ $0.keyPath != "public_url" }) else { return }
            let isEverywhere = listen.host == "0.0.0.0" || listen.host == "::"
            publicURL = WebAddress(
                isSecure: tls != nil,
                host: isEverywhere ? "localhost" : listen.host,
                port: listen.port
            )
            if !listen.isLoopback {
                checker.warn(
                    "public_url",
                    at: checker.position(of: "listen.host"),
                    "is missing, so links and webhooks will name \(publicURL?.origin ?? "")",
                    "the https address that people and providers use"
                )
            }
            return
        }
        guard let address = readOrigin(text, at: "public_url", with: &checker) else { return }
        publicURL = address
        if !address.isSecure, tls != nil {
            checker.refuse("public_url", at: position, "is plain http beside `tls`", "an https:// address")
        } else if !address.isSecure, !address.isLoopback {
            checker.refuse(
                "public_url",
                at: position,
                "is plain http, which anyone on the way can read and change",
                "an https:// address, or http:// on a loopback address"
            )
        }
    }

    private mutating func readContentAddress(_ settings: ChannelSettings, with checker: inout SettingsChecker) {
        guard let publicURL, let listen else { return }
        let position = checker.position(of: "content_url")
        guard let text = settings.text("content_url") else {
            guard checker.errors.allSatisfy({ $0.keyPath != "content_url" }) else { return }
            contentURL = WebAddress(isSecure: publicURL.isSecure, host: publicURL.host, port: listen.contentPort)
            if publicURL.port != listen.port {
                checker.warn(
                    "content_url",
                    at: checker.position(of: "public_url"),
                    "is missing beside a `public_url` at another port than `listen`",
                    "the address your proxy gives to port \(listen.contentPort), such as https://files.example.com"
                )
            }
            return
        }
        guard let address = readOrigin(text, at: "content_url", with: &checker) else { return }
        contentURL = address
        if address.origin == publicURL.origin {
            checker.refuse(
                "content_url",
                at: position,
                "is the same origin as `public_url`",
                "another host or port, so that attachments can do no harm to the workspace"
            )
        } else if address.isSecure != publicURL.isSecure {
            checker.refuse(
                "content_url",
                at: position,
                "has another scheme than `public_url`",
                publicURL.isSecure ? "an https:// address" : "an http:// address, as `public_url` is"
            )
        }
    }

    private func readOrigin(_ text: String, at path: String, with checker: inout SettingsChecker) -> WebAddress? {
        guard let address = WebAddress(text) else { return nil }
        guard address.rest.isEmpty || address.rest == "/" else {
            checker.refuse(
                path,
                at: checker.position(of: path),
                "has a path",
                "scheme, host and port alone, such as https://help.example.com"
            )
            return nil
        }
        return address
    }
}
