import Testing

/// The arrows of the house: which target may import which.
@Suite struct ArrowTests {
    /// Our own targets that each target may import.
    ///
    /// System modules and libraries are restricted further below.
    static let allowed: [String: Set<String>] = [
        "ChannelKit": [],
        "MessageText": ["CGumbo", "CGumboShim"],
        "MarkdownText": ["CMarkGFM", "MessageText"],
        "AddressNormalization": ["ChannelKit", "CIDN", "CPhone"],
        "ProviderKit": ["AddressNormalization", "ChannelKit", "MessageText"],
        "MailParsing": ["AddressNormalization", "CGMime", "CGMimeShim", "COpenSSL", "MessageText"],
        "DeskModel": ["ChannelKit"],
        "IdentityResolution": ["AddressNormalization", "ChannelKit", "DeskModel"],
        "MessageThreading": ["ChannelKit", "DeskModel"],
        "ServiceLevels": ["ChannelKit", "DeskModel"],
        "Notices": ["ChannelKit", "DeskModel"],
        "Failpoints": [],
        "DeskConfiguration": ["ChannelKit", "COpenSSL"],
        "TicketStorage": ["ChannelKit", "CSQLiteShim", "DeskModel", "Failpoints", "MessageText"],
        "MessageRouting": [
            "ChannelKit", "DeskModel", "Failpoints", "IdentityResolution", "MessageText", "MessageThreading", "Notices",
            "ServiceLevels", "TicketStorage",
        ],
        "OutboxDelivery": ["ChannelKit", "DeskModel", "Failpoints", "TicketStorage"],
        "TicketFollowing": [
            "ChannelKit", "DeskModel", "Failpoints", "IdentityResolution", "MessageRouting", "MessageThreading",
            "Notices",
            "OutboxDelivery", "ServiceLevels", "TicketStorage",
        ],
        "Outbound": ["ChannelKit", "CCurl", "CCurlShim", "Failpoints"],
        "MailReception": ["ChannelKit", "Failpoints"],
        "Consents": ["ChannelKit"],
        "ConformanceCases": ["ChannelKit", "DeskConfiguration"],
        "ChannelConformance": ["ChannelKit", "ConformanceCases"],
        "DeskWeb": [
            "AddressNormalization", "CArgon2", "CQRCode", "ChannelKit", "ConfigurationExamples", "DeskModel",
            "IdentityResolution", "MarkdownText", "MessageRouting", "MessageText", "Notices", "ServiceLevels",
            "TicketStorage",
        ],
        "Probing": [
            "AddressNormalization", "ChannelKit", "IdentityResolution", "MailParsing", "MessageText", "TicketStorage",
        ],
    ]

    /// What adapters may import of ours.
    static let allowedForAdapters: Set<String> = [
        "AddressNormalization", "CGMimeShim", "ChannelKit", "MailParsing", "MessageText", "ProviderKit",
    ]

    /// Libraries that belong to one target alone.
    static let owners: [String: Set<String>] = [
        "GRDB": ["TicketStorage"],
        "GRDBSQLite": ["TicketStorage"],
        "Hummingbird": ["DeskWeb"],
        "HummingbirdTLS": ["DeskWeb"],
        "Yams": ["DeskConfiguration"],
        "ArgumentParser": ["tributary"],
    ]

    static var ourTargets: Set<String> {
        Set(allowed.keys).union(SourceTree.targets).union(SourceTree.subfolders("Sources"))
            .union(SourceTree.adapterFolders.map { "\($0)Adapter" })
    }

    @Test func `a target imports only what its place in the house allows`() {
        for file in SourceTree.files where !["tributary", "InstalledAdapters"].contains(file.target) {
            let isAdapter = file.path.hasPrefix("Adapters/")
            let allowed = isAdapter ? Self.allowedForAdapters : Self.allowed[file.target]
            guard let allowed else {
                Issue.record("\(file.path): the target \(file.target) has no place in the table of arrows")
                continue
            }
            let wrong = file.imports.intersection(Self.ourTargets).subtracting(allowed).subtracting([file.target])
            #expect(wrong.isEmpty, "\(file.path) imports \(wrong.sorted())")
        }
    }

    @Test func `a library has one target that speaks to it`() {
        for file in SourceTree.files {
            for module in file.imports {
                guard let owners = Self.owners[module] else { continue }
                #expect(
                    owners.contains(file.target),
                    "\(file.path) imports \(module), which belongs to \(owners.sorted())"
                )
            }
        }
    }

    @Test func `no file is longer than five hundred lines`() {
        for file in SourceTree.files {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= 500, "\(file.path) has \(lines) lines")
        }
    }
}
