import ChannelKit
import DeskConfiguration
import Foundation
import InstalledAdapters
import Testing

/// The settings page is generated from what the code reads, and committed.
@Suite struct SettingsPageTests {
    static let page = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/guide/settings.md")

    @Test func `the settings page says what the code reads`() throws {
        let expected = SettingsReference.whole(try AdapterCatalog.manifests().map(\.manifest))
        if ProcessInfo.processInfo.environment["TRIBUTARY_UPDATE_GOLDENS"] != nil {
            try expected.write(to: Self.page, atomically: true, encoding: .utf8)
        }
        let found = try String(contentsOf: Self.page, encoding: .utf8)
        #expect(found == expected, "run the tests with TRIBUTARY_UPDATE_GOLDENS=1 to write the page anew")
    }

    @Test func `every adapter has a kind of its own`() throws {
        let kinds = try AdapterCatalog.manifests().map(\.manifest.kind)
        #expect(Set(kinds).count == kinds.count)
        #expect(!kinds.isEmpty)
    }
}
