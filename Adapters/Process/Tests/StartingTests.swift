import ChannelKit
import Foundation
import Testing

@testable import ProcessAdapter

/// What a program is started with, as it sees it.
@Suite struct StartingTests {
    @Test
    func `a program has its limits, its own variables, its arguments as they are, and no descriptor of the gateway's`()
        async throws
    {
        setenv("LOFT_GATEWAY", "a secret of the gateway's", 1)
        let tricky = "a b; $(touch x) '\"*"
        let loft = try Loft(
            command: ["python3", Pigeon.path, tricky],
            settings: [
                "memory_limit": .integer(1 << 30), "open_files_limit": .integer(64),
                "file_size_limit": .integer(1 << 20),
                "niceness": .integer(3), "environment": .object(["PIGEON": .text("grey")]),
            ]
        )
        let check = await loft.adapter.checkHealth()
        #expect(check.isHealthy)
        #expect(check.findings.map(\.english).contains("limits [1073741824, 64, 1048576], nice 3"), "\(check.findings)")
        let variables = try #require(check.findings.map(\.english).first { $0.hasPrefix("variables ") })
        #expect(variables.contains("'PIGEON'") && variables.contains("'PATH'"))
        #expect(!variables.contains("LOFT_GATEWAY"), "it inherits what is the gateway's alone")
        #expect(check.findings.map(\.english).contains { $0.hasPrefix("arguments ") && $0.contains("$(touch x)") })
        // Its three pipes, and the one that lists them.
        #expect(check.findings.map(\.english).contains("descriptors ['0', '1', '2', '3']"), "\(check.findings)")
        #expect(!FileManager.default.fileExists(atPath: "\(loft.folder)/x"))
    }

    @Test func `nothing of the secrets stands in the program's arguments or variables`() async throws {
        let loft = try Loft()
        try await loft.listening {
            #expect(await eventually { loft.health.all.contains { $0.line == .ready } })
            let process = try #require(Pigeon.process(in: loft.folder))
            for file in ["cmdline", "environ"] {
                let text = try String(
                    decoding: Data(contentsOf: URL(filePath: "/proc/\(process)/\(file)")),
                    as: UTF8.self
                )
                #expect(text.contains("pigeon.py") || file == "environ")
                #expect(!text.contains(Loft.secret))
            }
        }
    }

    @Test func `the folder of the channel belongs to its user alone`() async throws {
        let loft = try Loft()
        _ = await loft.deliver()
        let rights = try FileManager.default.attributesOfItem(atPath: loft.folder)[.posixPermissions] as? Int
        #expect(rights == 0o700)
    }
}
