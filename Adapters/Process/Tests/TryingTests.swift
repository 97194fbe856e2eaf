import Foundation
import Testing

@testable import ProcessAdapter

/// What an author is given: the black-box cases, and a program to begin with.
@Suite struct TryingTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    @Test(arguments: ProgramCases.all)
    func `the sample echo keeps every promise`(_ promise: ProgramCase) async {
        let subject = Self.subject(
            ["python3", Self.root.appending(path: "Samples/echo.py").path],
            conversation: "echo"
        )
        let report = await promise.run(subject)
        #expect(!report.isFailure, "\(report)")
        #expect(!report.transcript.isEmpty || report.result != .passed)
    }

    @Test func `a scaffold keeps every promise as it is written`() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/scaffold-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = try ProgramScaffold.write(name: "carrier-pigeon", in: folder)
        #expect(
            files.map { $0.dropFirst(folder.count) } == [
                "/carrier-pigeon/carrier-pigeon.py", "/carrier-pigeon/README.md", "/carrier-pigeon/channel.yaml",
                "/carrier-pigeon/tributary_adapter.py",
            ]
        )
        for file in files { #expect(try !String(contentsOfFile: file, encoding: .utf8).contains("@NAME@")) }
        try FileManager.default.createDirectory(atPath: "\(folder)/inbox", withIntermediateDirectories: true)
        var subject = Self.subject(["python3", files[0]], conversation: "ada")
        subject.settings = ["inbox": "\(folder)/inbox", "outbox": "\(folder)/outbox"]
        for promise in ProgramCases.all {
            // Whatever a case acknowledges is taken away.
            try Data("Does it coo?".utf8).write(to: URL(filePath: "\(folder)/inbox/ada-1.txt"))
            let report = await promise.run(subject)
            #expect(report.result == .passed, "\(report)")
        }
        #expect(throws: ProgramScaffold.Problem.self) { try ProgramScaffold.write(name: "carrier-pigeon", in: folder) }
    }

    @Test(arguments: ["", "Pigeon", "../x", "1st", "a/b", "-x", String(repeating: "a", count: 65)])
    func `a name that is none makes nothing`(_ name: String) {
        #expect(throws: ProgramScaffold.Problem.self) { try ProgramScaffold.files(name: name) }
    }

    @Test(arguments: [
        ("garbage", "it starts, chooses a version", "does not keep to the protocol"),
        ("oversized", "it starts, chooses a version", "3145728 bytes"),
        ("future", "it starts, chooses a version", "speaks version 2"),
        ("chatty", "it starts, chooses a version", "the secret `token` stands in what it notes"),
        ("greedy", "it never has more batches", "more than 4 batches"),
        ("stubborn", "it ends when its standard input does", "was ended by signal 15"),
        ("slow-delivery", "a delivery has an outcome", "does not answer with an outcome"),
    ])
    func `a program that breaks a promise is found out`(_ how: String, _ promise: String, _ words: String) async throws
    {
        let chosen = try #require(ProgramCases.all.first { $0.name.hasPrefix(promise) })
        var subject = Self.subject(["python3", Pigeon.path], conversation: "roof")
        subject.settings = ["misbehave": how]
        if how == "slow-delivery" { subject.patience = .milliseconds(500) }
        subject.secrets = ["token": Loft.secret]
        guard case .failed(let why) = await chosen.run(subject).result else {
            Issue.record("\(how) is not found out")
            return
        }
        #expect(why.contains(words))
    }

    @Test func `a transcript shows what was said, and no secret`() async throws {
        let chosen = try #require(ProgramCases.all.first)
        var subject = Self.subject(["python3", Pigeon.path], conversation: nil)
        subject.settings = ["misbehave": "chatty"]
        subject.secrets = ["token": Loft.secret]
        let report = await chosen.run(subject)
        #expect(report.transcript.first?.hasPrefix("host  initialize") == true)
        #expect(report.transcript.contains { $0.hasPrefix("said  ") })
        #expect(!report.description.contains(Loft.secret))
    }

    private static func subject(_ command: [String], conversation: String?) -> ProgramSubject {
        ProgramSubject(
            command: command,
            conversation: conversation,
            patience: .seconds(20),
            folder: FileManager.default.temporaryDirectory.path + "/trials"
        )
    }
}
