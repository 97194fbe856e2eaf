import Foundation
import Glibc

/// A server that runs in the foreground for as long as it is used.
final class ServerProcess: Sendable {
    private let process: ChildProcess
    private let idFile: String?

    /// Starts a program and waits until all ports are listened on.
    ///
    /// A program that leaves the serving to a child names the file where that writes its id.
    init(_ program: String, _ arguments: [String], ports: [Int], log: URL, idFile: String? = nil) throws {
        self.idFile = idFile
        process = try ChildProcess(program, arguments, log: log)
        let end = ContinuousClock.now.advanced(by: .seconds(20))
        while !ports.allSatisfy(LoopbackSocket.isListening) {
            // Nothing tells when a server of others is ready; its ports are tried until they answer.
            usleep(20_000)
            guard process.isRunning, .now < end else {
                stop()
                throw ServerStartFailure("\(program): \((try? String(contentsOf: log, encoding: .utf8)) ?? "")")
            }
        }
    }

    deinit { stop() }

    /// Ends the server and waits for its end.
    func stop() {
        let text = idFile.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }
        process.stop(asking: text.flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
    }
}
