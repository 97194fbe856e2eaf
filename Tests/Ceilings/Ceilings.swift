import CGMimeShim
import Foundation
import Hummingbird
import Logging
import MailParsing
import MessageText

/// What this machine can do at all, measured in the same run as the product: each command prints one JSON line.
///
///     ceilings fsync FOLDER            appends of 4 KiB, each made durable
///     ceilings parse FOLDER            mails of a folder through the parser alone
///     ceilings gmime FOLDER            the same through GMime alone: header and structure, nothing decoded
///     ceilings trim FOLDER             texts of a folder, replies told from quotes
///     ceilings sanitize FOLDER         markup of a folder, sanitized
///     ceilings serve PORT              an HTTP server that reads a body and answers "ok"
@main
enum Ceilings {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let what = arguments.first, let value = arguments.dropFirst().first else {
            let usage = "usage: ceilings fsync|parse|gmime|trim|sanitize FOLDER | serve PORT\n"
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
        switch what {
        case "fsync": try fsyncRate(value)
        case "parse": try parseRate(value)
        case "gmime", "trim", "sanitize": try readingRate(what, value)
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

    private static func samples(of folder: String) throws -> [[UInt8]] {
        let samples = try FileManager.default.contentsOfDirectory(atPath: folder).prefix(500).compactMap {
            FileManager.default.contents(atPath: "\(folder)/\($0)").map { [UInt8]($0) }
        }
        guard !samples.isEmpty else { exit(65) }
        return samples
    }

    private static func readingRate(_ what: String, _ folder: String) throws {
        let samples = try samples(of: folder)
        let texts = samples.map { String(decoding: $0, as: UTF8.self) }
        var next = 0
        let rate = repeated(seconds: 2) {
            switch what {
            case "gmime": structure(of: samples[next])
            case "trim": _ = ReplyTrimmer.split(text: texts[next])
            default: _ = HTMLSanitizer.sanitize(texts[next])
            }
            next = (next + 1) % samples.count
        }
        print(#"{"per_second":\#(Int(rate))}"#)
    }

    private static func structure(of mail: [UInt8]) {
        var cut: Int32 = 0
        withUnsafeTemporaryAllocation(of: cgm_entity.self, capacity: 1000) { entities in
            _ = mail.withUnsafeBufferPointer {
                cgm_structure($0.baseAddress, $0.count, entities.baseAddress, 1000, 20, &cut)
            }
        }
    }

    private static func parseRate(_ folder: String) throws {
        let mails = try samples(of: folder)
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
