/// What a provider found out about a mail's sender while it took the mail: its word counts as our own mail server's.
///
/// It travels with the arrival as one line in the form of `Authentication-Results` (RFC 8601). Only results and domains of
/// plain letters enter it, so nothing a stranger wrote can add a statement.
struct SenderFindings: Sendable, Hashable {
    private var statements: [String] = []

    /// Creates findings of nothing.
    init() {}

    /// The line; nil when nothing was found out.
    func line(by provider: MailProvider) -> String? {
        statements.isEmpty ? nil : ([provider.rawValue] + statements).joined(separator: "; ")
    }

    /// Notes whether the sending host may use the domain of an envelope sender.
    mutating func addSPF(_ result: String?, sender: String?) {
        let domain = sender.flatMap { address in
            address.lastIndex(of: "@").map { address[address.index(after: $0)...].filter { $0 != ">" } }
        }
        add("spf", result, property: "smtp.mailfrom", domain: domain)
    }

    /// Notes whether a signature of a domain is good; without a domain it vouches for nobody.
    mutating func addDKIM(_ result: String?, domain: String?) {
        add("dkim", result, property: "header.d", domain: domain)
    }

    /// Notes whether the domain in From stands by the mail.
    mutating func addDMARC(_ result: String?, domain: String? = nil) {
        add("dmarc", result, property: "header.from", domain: domain)
    }

    private mutating func add(_ method: String, _ result: String?, property: String, domain: String?) {
        guard statements.count < 20, let result = result?.lowercased(), Self.isWord(result) else { return }
        let domain = domain?.lowercased()
        guard let domain else {
            statements.append("\(method)=\(result)")
            return
        }
        // A domain that is none is no reason to vouch for all domains.
        guard Self.isDomain(domain) else { return }
        statements.append("\(method)=\(result) \(property)=\(domain)")
    }

    private static func isWord(_ text: String) -> Bool {
        (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) }
    }

    private static func isDomain(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
                default: false
                }
            }
    }
}
