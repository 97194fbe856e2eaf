/// What a trusted server found out about a mail's sender (RFC 8601).
public struct MailAuthentication: Sendable, Hashable {
    /// One method's result and the domain it holds for.
    public struct Verdict: Sendable, Hashable {
        /// `pass`, `fail`, `none`, `softfail` and the like, in lower case.
        public let result: String
        /// The domain that the result speaks of, in lower case; nil when the server names none.
        public let domain: String?
        /// The result is `pass`.
        public var passed: Bool { result == "pass" }
    }

    /// The server that says so.
    public let authservID: String
    /// Whether the domain in From authorized the mail (RFC 7489).
    public var dmarc: Verdict?
    /// Each signature's result (RFC 6376).
    public var dkim: [Verdict] = []
    /// Whether the sending host may use the envelope sender's domain (RFC 7208).
    public var spf: Verdict?

    /// Creates a verdict without results.
    init(authservID: String) { self.authservID = authservID }

    /// Reads the value of one `Authentication-Results` field, whose word was found trustworthy by other means.
    ///
    /// - Parameter line: the value, such as `mx.example.org; spf=pass smtp.mailfrom=example.net`; nil comes of one without a
    ///   server's name.
    public init?(_ line: String) {
        guard let verdict = AuthenticationResults.read(line: Array(line.utf8.prefix(64 << 10))[...]) else { return nil }
        self = verdict
    }

    /// The strongest thing that the server vouches for, about an address in From.
    public enum Evidence: String, Sendable, Hashable {
        /// DMARC passed.
        case dmarc
        /// A signature of the author's domain is good.
        case dkim
        /// The sending host may send for the author's domain.
        case spf
        /// Nothing ties the mail to the author's domain.
        case none
    }

    /// The strongest evidence for an author's address: DMARC, then aligned DKIM, then aligned SPF.
    ///
    /// - Parameter address: the address in From.
    /// - Returns: the strongest evidence, ``Evidence/none`` where nothing is aligned.
    public func evidence(for address: String) -> Evidence {
        guard let at = address.lastIndex(of: "@") else { return .none }
        let domain = address[address.index(after: at)...].lowercased()
        // A failed DMARC is the domain owner's own word against the mail.
        if let dmarc {
            if dmarc.passed, Self.isAligned(dmarc.domain ?? domain, with: domain) { return .dmarc }
            if dmarc.result == "fail" { return .none }
        }
        if dkim.contains(where: { $0.passed && Self.isAligned($0.domain, with: domain) }) { return .dkim }
        if let spf, spf.passed, Self.isAligned(spf.domain, with: domain) { return .spf }
        return .none
    }

    /// The same domain, or a parent with at least two labels.
    private static func isAligned(_ claimed: String?, with domain: String) -> Bool {
        guard let claimed, !claimed.isEmpty else { return false }
        if claimed == domain { return true }
        return claimed.contains(".") && domain.hasSuffix("." + claimed)
    }
}

/// Reads `Authentication-Results` fields of trusted servers; all others are as if they were not there.
enum AuthenticationResults {
    /// The verdict of the topmost trusted server.
    ///
    /// Trusted fields above the first `Received` below the topmost one are read together, and of several results of
    /// one method the topmost holds. A border server must strip fields in its own name from what it receives.
    static func read(_ header: HeaderSection, authservIDs: [String]) -> MailAuthentication? {
        guard !authservIDs.isEmpty else { return nil }
        let trusted = Set(authservIDs.map { $0.lowercased() })
        var verdict: MailAuthentication?
        for field in header.fields {
            if field.name == "received", verdict != nil { break }
            guard field.name == "authentication-results" else { continue }
            let statements = statements(of: field.unfolded)
            guard let server = statements.first?.first?.lowercased(), trusted.contains(server) else { continue }
            if verdict == nil { verdict = MailAuthentication(authservID: server) }
            guard verdict?.authservID == server else { continue }
            for statement in statements.dropFirst() { add(statement, to: &verdict) }
        }
        return verdict
    }

    /// The verdict of one field's value; nil when it names no server.
    static func read(line: Octets) -> MailAuthentication? {
        let statements = statements(of: line)
        var verdict = statements.first?.first.map { MailAuthentication(authservID: $0.lowercased()) }
        for statement in statements.dropFirst() { add(statement, to: &verdict) }
        return verdict
    }

    private static func add(_ words: [String], to verdict: inout MailAuthentication?) {
        guard let first = words.first, let equals = first.firstIndex(of: "=") else { return }
        let method = first[..<equals].prefix { $0 != "/" }.lowercased()
        let result = first[first.index(after: equals)...].lowercased()
        var properties: [String: String] = [:]
        for word in words.dropFirst() {
            guard let equals = word.firstIndex(of: "=") else { continue }
            let name = word[..<equals].lowercased()
            if properties[name] == nil { properties[name] = String(word[word.index(after: equals)...]) }
        }
        func domain(_ names: String...) -> String? {
            names.lazy.compactMap { properties[$0] }.first.map { value in
                let host = value.lastIndex(of: "@").map { value[value.index(after: $0)...] } ?? value[...]
                return host.lowercased()
            }
        }
        switch method {
        case "dmarc" where verdict?.dmarc == nil:
            verdict?.dmarc = .init(result: result, domain: domain("header.from"))
        case "dkim":
            verdict?.dkim.append(.init(result: result, domain: domain("header.d", "header.i")))
        case "spf" where verdict?.spf == nil:
            verdict?.spf = .init(result: result, domain: domain("smtp.mailfrom", "smtp.mail", "smtp.helo"))
        default: break
        }
    }

    /// Statements between semicolons as words, comments left out, quotes undone.
    private static func statements(of value: Octets) -> [[String]] {
        var statements: [[String]] = [[]]
        var word: [UInt8] = []
        var depth = 0
        var isQuoted = false
        func finish() {
            if !word.isEmpty { statements[statements.count - 1].append(String(decoding: word, as: UTF8.self)) }
            word = []
        }
        for octet in value {
            if isQuoted {
                if octet == ASCII.quote { isQuoted = false } else { word.append(octet) }
            } else if octet == ASCII.leftParenthesis {
                depth += 1
            } else if octet == ASCII.rightParenthesis {
                depth = max(0, depth - 1)
            } else if depth > 0 {
                continue
            } else if octet == ASCII.quote {
                isQuoted = true
            } else if octet == ASCII.semicolon {
                finish()
                statements.append([])
                if statements.count > 100 { break }
            } else if ASCII.isSpace(octet) {
                finish()
            } else {
                word.append(octet)
            }
        }
        finish()
        return statements.filter { !$0.isEmpty }
    }
}
