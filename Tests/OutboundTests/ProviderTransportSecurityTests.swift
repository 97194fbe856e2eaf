import ChannelKit
import MailServers
import Testing

@testable import Outbound

/// Where requests may go, what they may hold, and whom they trust.
@Suite(.timeLimit(.minutes(2)))
struct ProviderTransportSecurityTests {
    private let patience = Duration.seconds(60)

    private func failure(_ request: ProviderRequest, _ transport: CurlProviderTransport) async -> TransportFailure? {
        do throws(TransportFailure) {
            _ = try await transport.send(request, timeLimit: patience)
            return nil
        } catch { return error }
    }

    private func isForbidden(_ failure: TransportFailure?) -> Bool {
        if case .forbidden(let detail) = failure { return !detail.isEmpty && !detail.contains("s3cret") }
        return false
    }

    @Test(arguments: [
        "http://127.0.0.1", "http://127.1", "http://2130706433", "http://0x7f000001", "http://0x7f.1",
        "http://017700000001",
        "http://0177.0.0.1", "http://[::1]", "http://[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]", "http://localhost",
        "http://LOCALHOST", "http://sub.localhost", "http://169.254.169.254", "http://0", "http://0.0.0.0",
        "http://[64:ff9b::7f00:1]", "http://[fe80::1]", "http://[fd00::1]", "http://10.0.0.1", "http://[::]",
        "https://127.0.0.1", "https://127.1", "https://2130706433", "https://0x7f000001", "https://0x7f.1",
        "https://017700000001", "https://0177.0.0.1", "https://[::1]", "https://[::ffff:127.0.0.1]",
        "https://[::ffff:7f00:1]", "https://localhost", "https://LOCALHOST", "https://sub.localhost",
        "https://169.254.169.254", "https://0", "https://0.0.0.0", "https://[64:ff9b::7f00:1]", "https://[fe80::1]",
        "https://[fd00::1]", "https://10.0.0.1", "https://[::]", "https://127.0.0.1.", "https://1.1.1.1@127.0.0.1",
        "https://127.0.0.1#@example.org", "https://127.0.0.1\\@example.org", "https://%31%32%37.0.0.1",
    ])
    func `no spelling of an inner address is called`(origin: String) async throws {
        let server = try WebServer(answering: "200 OK", body: "canary")
        let base = origin.hasSuffix("@example.org") ? origin : "\(origin):\(server.port)"
        let transport = CurlProviderTransport(configuredAddresses: ["https://chat.example.org", "http://127.0.0.1:1"])
        let failure = await failure(ProviderRequest(url: "\(base)/s3cret?token=s3cret"), transport)
        #expect(isForbidden(failure), "\(String(describing: failure))")
        #expect(server.connectionCount == 0)
    }

    @Test func `a name that leads inwards is refused when it is connected to`() async throws {
        let server = try WebServer(answering: "200 OK")
        let transport = CurlProviderTransport(configuredAddresses: [server.origin])
        let failure = await failure(ProviderRequest(url: "https://localhost:\(server.port)/s3cret"), transport)
        let detail = "localhost is in an inner network and the configuration does not name it"
        #expect(failure == .forbidden(detail: detail))
        #expect(server.connectionCount == 0)
    }

    @Test func `what the configuration names may be inside`() async throws {
        let server = try WebServer(answering: "200 OK")
        for origin in [server.origin, "http://localhost:\(server.port)"] {
            let transport = CurlProviderTransport(configuredAddresses: ["\(origin)/api/v1"])
            #expect(await failure(ProviderRequest(url: "\(origin)/other?a=b"), transport) == nil)
        }
        #expect(server.requests.count == 2)
    }

    @Test(arguments: [
        "", "https://", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org", "//example.org",
        "example.org",
        "http://example.org/", "https://user:s3cret@example.org/", "https://exa mple.org/s3cret",
        "https://example.org/s3cret\r\nX-Evil: 1", "https://example.org/\n", "https://example.org/\0s3cret",
        "https://example.org:0/", "https://b\u{FC}cher.example/",
    ])
    func `what is no https address is refused`(url: String) async {
        let transport = CurlProviderTransport(configuredAddresses: [])
        #expect(isForbidden(await failure(ProviderRequest(url: url), transport)))
    }

    @Test(arguments: [
        "", "get", "GET /s3cret HTTP/1.1\r\nX: y\r\n\r\nGET", "GET\0", "CONNECT", "P OST", "P\u{D6}ST", "A\nB",
    ])
    func `what is no method is refused`(method: String) async throws {
        let server = try WebServer(answering: "200 OK")
        let transport = CurlProviderTransport(configuredAddresses: [server.origin])
        #expect(isForbidden(await failure(ProviderRequest(method: method, url: server.origin), transport)))
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: [
        ("X", "s3cret\r\nX-Evil: 1"), ("X", "s3cret\n"), ("X", "s3cret\0"), ("X", "\rs3cret"), ("X", "s3cret\u{7F}"),
        ("X\r\nEvil", "s3cret"), ("X: y\r\nZ", "s3cret"), ("X\0", "s3cret"), ("", "s3cret"), ("X Y", "s3cret"),
        ("X:", "s3cret"), ("X;", "s3cret"), ("\u{DC}", "s3cret"), ("Host", "s3cret\r\n"),
        ("Content-Length", "1\r\n\r\n"),
        ("X", String(repeating: "s3cret", count: 12_000)),
    ])
    func `what would cut a header field in two is refused`(name: String, value: String) async throws {
        let server = try WebServer(answering: "200 OK")
        let transport = CurlProviderTransport(configuredAddresses: [server.origin])
        let request = ProviderRequest(url: server.origin, headers: [HeaderField(name, value)])
        #expect(isForbidden(await failure(request, transport)))
        #expect(server.connectionCount == 0)
    }

    @Test func `header fields are bounded in number, and HEAD has no body`() async {
        let transport = CurlProviderTransport(configuredAddresses: [])
        let fields = [HeaderField](repeating: HeaderField("X", "y"), count: 101)
        #expect(isForbidden(await failure(ProviderRequest(url: "https://a.invalid", headers: fields), transport)))
        let head = ProviderRequest(method: "HEAD", url: "https://a.invalid", body: [1])
        #expect(isForbidden(await failure(head, transport)))
    }

    @Test func `only a certificate that is good for the host is trusted`() async throws {
        let folder = try TestFolder()
        let authority = try TestAuthority(in: folder.url)
        for (name, hosts, days, isGood) in [
            ("good", ["DNS:localhost", "IP:127.0.0.1"], 2, true), ("other", ["DNS:other.example"], 2, false),
            ("expired", ["DNS:localhost", "IP:127.0.0.1"], -1, false),
        ] {
            let server = try SecuredWebServer(authority.issue(name, hosts: hosts, days: days))
            defer { server.stop() }
            for host in ["localhost", "127.0.0.1"] {
                let origin = "https://\(host):\(server.port)"
                let request = ProviderRequest(method: "GET", url: "\(origin)/s3cret")
                let knowing = CurlProviderTransport(
                    configuredAddresses: [origin],
                    authorityFile: authority.certificateFile
                )
                let outcome = await failure(request, knowing)
                if isGood { #expect(outcome == nil) } else { expectUntrusted(outcome, host) }
                let unknowing = CurlProviderTransport(configuredAddresses: [origin])
                expectUntrusted(await failure(request, unknowing), host)
            }
        }
    }

    @Test func `a server without TLS is not spoken to in the clear`() async throws {
        let server = try WebServer(answering: "200 OK")
        let origin = "https://127.0.0.1:\(server.port)"
        let transport = CurlProviderTransport(configuredAddresses: [origin])
        let failure = await failure(ProviderRequest(url: "\(origin)/s3cret"), transport)
        guard case .unreachable(let detail) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(!detail.contains("s3cret"))
        #expect(server.requests.allSatisfy { !$0.target.contains("s3cret") })
    }

    private func expectUntrusted(_ failure: TransportFailure?, _ host: String) {
        guard case .untrusted(let detail) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(detail.hasPrefix("\(host): ") && detail.contains("certificate") && !detail.contains("s3cret"))
    }
}
