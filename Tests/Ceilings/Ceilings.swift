import Foundation
import Hummingbird
import Logging
import MailParsing

/// What this machine can do at all, measured in the same run as the product: each command prints one JSON line.
///
///     ceilings fsync FOLDER            appends of 4 KiB, each made durable
///     ceilings parse FOLDER            mails of a folder through the parser alone
///     ceilings serve PORT              an HTTP server that reads a body and answers "ok"
@main
enum Ceilings {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let what = arguments.first, let value = arguments.dropFirst().first else {
            FileHandle.standardError.write(Data("usage: ceilings fsync|parse FOLDER | serve PORT\n".utf8))
            exit(64)
        }
        switch what {
        case "fsync": try fsyncRate(value)
        case "parse": try parseRate(value)
        case "serve": try await serve(port: Int(value) ?? 0)
        default: exit(64)
        }
    }

    private static func fsyncRate(_ folder: String) throws {
        let path = "\(folder)/ceiling-fsync"
        guard FileManager.default.createFile(atPath: path, contents: nil) else { exit(73) }
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        let block = Data(count: 4096)
        let rate = try repeated(seconds: 1.5) {
            try file.write(contentsOf: block)
            fdatasync(file.fileDescriptor)
        }
        print(#"{"fsync_per_second":\#(Int(rate))}"#)
    }

    private static func parseRate(_ folder: String) throws {
        let mails = try FileManager.default.contentsOfDirectory(atPath: folder).prefix(500).compactMap {
            FileManager.default.contents(atPath: "\(folder)/\($0)").map(Array.init)
        }
        guard !mails.isEmpty else { exit(65) }
        var next = 0
        let cpu = clock()
        var count = 0
        let rate = repeated(seconds: 2) {
            _ = MailParser.parse(mails[next % mails.count])
            next += 1
            count += 1
        }
        let each = Double(clock() - cpu) / Double(CLOCKS_PER_SEC) / Double(count) * 1_000_000
        print(#"{"mails_parsed_per_second":\#(Int(rate)),"cpu_us_per_mail":\#(Int(each))}"#)
    }

    private static func repeated(seconds: Double, _ work: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        var count = 0.0
        while true {
            try work()
            count += 1
            let elapsed = ContinuousClock.now - start
            if elapsed >= .seconds(seconds) {
                return count / (Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
            }
        }
    }

    private static func serve(port: Int) async throws {
        let router = Router()
        router.post("/") { request, _ in
            _ = try await request.body.collect(upTo: 1 << 20)
            return "ok"
        }
        var logger = Logger(label: "ceiling")
        logger.logLevel = .error
        let server = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: logger
        )
        try await server.runService()
    }
}
