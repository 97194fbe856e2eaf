import Testing

/// The core knows abilities, never kinds of channels.
@Suite struct ChannelNeutralityTests {
    static let core: Set<String> = [
        "DeskModel", "IdentityResolution", "MessageThreading", "MessageRouting", "OutboxDelivery", "TicketStorage",
        "ChannelKit",
    ]

    @Test func `no core target names a kind of channel`() throws {
        let kinds = try SourceTree.adapterFolders.map { folder in
            let manifest = try SourceTree.text("Adapters/\(folder)/adapter.yml")
            let line = try #require(manifest.split(separator: "\n").first { $0.hasPrefix("kind:") })
            return line.dropFirst("kind:".count).split(separator: "#")[0].trimming()
        }
        #expect(!kinds.isEmpty)
        for file in SourceTree.files where Self.core.contains(file.target) {
            for kind in kinds where kind != "email" {
                #expect(!file.text.contains("\"\(kind)\""), "\(file.path) names the kind \(kind)")
            }
            // `email` is also a kind of address; what must not occur is a comparison of an adapter's kind.
            #expect(!file.text.contains("AdapterKind(rawValue: \""), "\(file.path) branches on a kind of channel")
            #expect(!file.text.contains("manifest.kind =="), "\(file.path) branches on a kind of channel")
        }
    }

    @Test func `every adapter folder has what an adapter needs`() {
        #expect(!SourceTree.adapterFolders.isEmpty)
        for folder in SourceTree.adapterFolders {
            for part in ["README.md", "adapter.yml", "Sources", "Tests"] {
                #expect(SourceTree.exists("Adapters/\(folder)/\(part)"), "Adapters/\(folder) lacks \(part)")
            }
            let tests = SourceTree.subfolders("Adapters/\(folder)/Tests")
            #expect(tests.contains("Fixtures"), "Adapters/\(folder)/Tests lacks Fixtures")
        }
    }
}

extension Substring {
    fileprivate func trimming() -> String { split(separator: " ").joined(separator: " ") }
}
