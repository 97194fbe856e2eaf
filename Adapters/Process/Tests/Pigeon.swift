import ConformanceCases
import Crypto
import Foundation
import Glibc
import Testing

/// The program that the tests run, and the files by which it is told what to do.
enum Pigeon {
    static let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/pigeon.py").path

    /// The folder it works in below a data folder.
    static func folder(in data: String) -> String { "\(data)/process/\(ConformanceSubject.channel)" }

    static func append(_ line: String, to name: String, in folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/\(name)"
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data("\(line)\n".utf8))
        try file.close()
    }

    static func lines(_ name: String, in folder: String) -> [String] {
        let text = (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// What signs a call to its webhook.
    static func signature(of body: String, secret: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Data(body.utf8), using: SymmetricKey(data: Data(secret.utf8)))
            .map { String(format: "%02x", $0) }.joined()
    }

    /// The running program's number.
    static func process(in folder: String) -> pid_t? { lines("pid", in: folder).first.flatMap { pid_t($0) } }
}

/// The file that the program takes its events from.
struct PigeonSource: ArrivalSource {
    let folder: String

    func put(_ number: Int) throws {
        try Pigeon.append(
            #"{"event_id":"n\#(number)","conversation":"roof","sender":{"id":"dove\#(number)"},"text":"coo \#(number)"}"#,
            to: "arrivals.jsonl",
            in: folder
        )
    }

    func refuseAccount() -> Bool {
        do { try Pigeon.append("", to: "refused", in: folder) } catch { return false }
        return true
    }

    func breakLine() -> Bool { Pigeon.process(in: folder).map { kill($0, SIGKILL) == 0 } ?? false }
}
