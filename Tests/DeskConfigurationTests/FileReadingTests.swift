import ChannelKit
import DeskConfiguration
import Foundation
import Testing

/// Files are read with their bounds and their permissions.
@Suite final class FileReadingTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID().uuidString)")
    private let environment = ConfigurationEnvironment.process(variables: ["HOME": "/nowhere"])

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func write(_ text: String, to name: String, permissions: Int) throws -> String {
        let path = folder.appending(path: name).path()
        #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
        return path
    }

    @Test func `a file comes with its permissions`() throws {
        let path = try write("hello", to: "a", permissions: 0o640)
        let file = try environment.readFile(path, 5)
        #expect(file.octets == Array("hello".utf8))
        #expect(file.permissions == 0o640)
    }

    @Test func `a link is followed`() throws {
        let path = try write("hello", to: "target", permissions: 0o600)
        let link = folder.appending(path: "link").path()
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        #expect(try environment.readFile(link, 5).octets.count == 5)
    }

    @Test func `a file over the bound is refused`() throws {
        let path = try write("hello!", to: "b", permissions: 0o600)
        #expect(throws: FileProblem.tooLarge) { try self.environment.readFile(path, 5) }
    }

    @Test func `what is no file is refused without waiting`() throws {
        let pipe = folder.appending(path: "pipe").path()
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: FileProblem.notRegular) { try self.environment.readFile(pipe, 5) }
        #expect(throws: FileProblem.notRegular) { try self.environment.readFile(self.folder.path(), 5) }
        #expect(throws: FileProblem.notRegular) { try self.environment.readFile("/dev/zero", 5) }
        #expect(throws: FileProblem.missing) { try self.environment.readFile("\(pipe)-not", 5) }
    }

    @Test func `a file that is not there is refused as the rest is`() throws {
        let path = folder.appending(path: "none.yaml").path()
        let invalid = try #require(throws: InvalidConfiguration.self) {
            try ConfigurationReader.read(path: path, manifests: [], environment: self.environment)
        }
        #expect(
            "\(invalid)" == """
                \(path):1:1: document: cannot be read: the file does not exist; a readable file of at most 1 MiB
                """
        )
    }

    @Test func `a file on the disk is read`() throws {
        let path = try write("channels: {}\n", to: "desk.yaml", permissions: 0o644)
        let configuration = try ConfigurationReader.read(path: path, manifests: [], environment: environment)
        #expect(configuration.file == path)
        #expect(configuration.dataFolder == "\(environment.workingDirectory)/data")
    }
}
