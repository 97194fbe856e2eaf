import Foundation
import Testing

@testable import Consents

/// Secrets that lie sealed in a folder.
@Suite struct SealedFolderTests {
    private let place = TemporaryPlace()
    private var path: String { place.path }
    private var folder: SealedFolder { SealedFolder(path: path, key: Array(repeating: 7, count: 32)) }

    @Test func `a secret is read again as it was, by its owner alone, and is not in the file`() throws {
        #expect(try folder.read("a") == nil)
        try folder.write(Array("first".utf8), to: "a")
        try folder.write(Array("a second secret".utf8), to: "a")
        #expect(try folder.read("a") == Array("a second secret".utf8))
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/a")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let stored = try Data(contentsOf: URL(fileURLWithPath: "\(path)/a"))
        #expect(stored.range(of: Data("second".utf8)) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["a"])
    }

    @Test func `what was changed, moved or sealed with another key is refused`() throws {
        try folder.write(Array("secret".utf8), to: "a")
        try FileManager.default.copyItem(atPath: "\(path)/a", toPath: "\(path)/b")
        #expect(throws: SealedFolder.Problem.self) { try folder.read("b") }
        let other = SealedFolder(path: path, key: Array(repeating: 8, count: 32))
        #expect(throws: SealedFolder.Problem.self) { try other.read("a") }
        var stored = try Data(contentsOf: URL(fileURLWithPath: "\(path)/a"))
        stored[stored.count - 1] ^= 1
        try stored.write(to: URL(fileURLWithPath: "\(path)/a"))
        #expect(throws: SealedFolder.Problem.self) { try folder.read("a") }
    }
}
