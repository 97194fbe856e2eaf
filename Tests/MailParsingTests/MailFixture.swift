import Foundation

@testable import MailParsing

/// Mails for tests: files beside this one, and short ones written in the test.
enum MailFixture {
    /// The octets of a file in `Fixtures`.
    static func octets(_ name: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
        return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// Parses a file in `Fixtures`.
    static func mail(_ name: String, options: MailParseOptions = .init()) throws -> ParsedMail {
        MailParser.parse(try octets(name), options: options)
    }

    /// Parses a mail written in the test.
    static func mail(text: String, options: MailParseOptions = .init()) -> ParsedMail {
        MailParser.parse(Array(text.utf8), options: options)
    }

    /// A mail with one header field and an empty body.
    static func header(_ name: String, _ value: String) -> ParsedMail {
        mail(text: "\(name): \(value)\r\n\r\n")
    }
}
