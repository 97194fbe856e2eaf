import ArgumentParser
import ChannelKit
import Foundation
import InstalledAdapters
import Probing

/// `tributary probe`: tries inputs without storing anything.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Read JSON requests from standard input, one a line, and answer each with one line."
    )

    @Option(help: "The folder that relative `file` paths start from.") var root: String = "."

    func run() throws {
        let installed = try AdapterCatalog.manifests()
        let runner = ProbeRunner(
            operations: [
                EmailOperation(), SanitizeOperation(), TrimOperation(), PhoneOperation(), DuplicatesOperation(),
                SearchOperation(), WebhookOperation(installed),
                CallsOperation(reader: installed.lazy.compactMap { $0.adapter as? any CallLogRehearsing.Type }.first),
            ],
            root: URL(fileURLWithPath: root)
        )
        var pending = Data()
        while let more = try FileHandle.standardInput.read(upToCount: 1 << 20), !more.isEmpty {
            pending += more
            while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                try answer(runner, pending[pending.startIndex..<end])
                pending = Data(pending[pending.index(after: end)...])
            }
            // A line that never ends is answered as what it is: too long.
            if pending.count > ProbeRunner.maximumLineLength {
                try answer(runner, pending)
                pending = Data()
            }
        }
        if !pending.isEmpty { try answer(runner, pending) }
    }

    private func answer(_ runner: ProbeRunner, _ line: Data) throws {
        guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { return }
        try FileHandle.standardOutput.write(contentsOf: runner.answer(line: line) + Data("\n".utf8))
    }
}
