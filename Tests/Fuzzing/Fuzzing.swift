import Foundation
import MailParsing
import MessageText

/// What reads foreign octets, fed by libFuzzer: `scripts/fuzz` builds and runs it.
///
/// `TRIBUTARY_FUZZ` names what is tried; each has a corpus folder of the same name beside this file. The sanitizers
/// see reads and writes out of bounds and undefined arithmetic; the checks here see promises that were broken.
enum Fuzzing: String {
    case parse
    case trim
    case sanitize

    static let chosen = ProcessInfo.processInfo.environment["TRIBUTARY_FUZZ"].flatMap(Fuzzing.init)

    /// Believes the authority beside this file, so that signatures are looked at, at a time when it was in force.
    private static let options: MailParseOptions = {
        var options = MailParseOptions()
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("authority.pem")
        options.signingAuthorities = (try? Data(contentsOf: file)).flatMap { SigningAuthorities(pem: Array($0)) }
        options.arrivedAt = 1_800_000_000
        return options
    }()

    func run(_ octets: [UInt8]) {
        switch self {
        case .parse: parse(octets)
        case .trim: trim(octets)
        case .sanitize: Self.checkMarkup(HTMLSanitizer.sanitize(String(decoding: octets, as: UTF8.self)))
        }
    }

    private func parse(_ octets: [UInt8]) {
        let mail = MailParser.parse(octets, options: Self.options)
        let again = MailParser.parse(octets, options: Self.options)
        Self.expect(mail.text == again.text && mail.replyText == again.replyText, "reading twice gives two texts")
        Self.expect(mail.attachments == again.attachments, "reading twice gives different files")
        Self.expect(mail.attachments.count <= MailParseOptions().maximumParts, "more files than parts are allowed")
        let size = mail.attachments.reduce(0) { $0 + $1.bytes.count }
        Self.expect(size <= octets.count * 10 + 65_536, "the files are larger than what they came in")
        for name in mail.attachments.compactMap(\.filename) {
            Self.expect(!name.isEmpty && !name.contains("/") && !name.unicodeScalars.contains("\0"), "a name is a path")
        }
        Self.expect(!mail.subject.utf8.contains(10), "the subject has several lines")
        if let html = mail.html { Self.expect(!html.markup.utf8.contains("<script"), "there is a script") }
    }

    /// A first octet that is even asks for markup, any other for text.
    private func trim(_ octets: [UInt8]) {
        let text = String(decoding: octets.dropFirst(), as: UTF8.self)
        guard let first = octets.first, !first.isMultiple(of: 2) else {
            _ = ReplyTrimmer.split(html: text)
            return
        }
        let parts = ReplyTrimmer.split(text: text)
        // A sign-off is named and stays in the reply, so that the signature may be counted twice.
        let kept = [parts.reply, parts.quoted, parts.signature ?? ""].map(Self.words)
        let whole = Self.words(text)
        Self.expect(kept.reduce(0) { $0 + $1.count } >= whole.count, "words are lost")
        Self.expect(kept[0].count <= whole.count, "words are made up")
    }

    /// Letters and digits; rules of dashes and control characters may go.
    private static func words(_ text: String) -> [UInt8] {
        text.utf8.filter { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x30 && $0 <= 0x39 }
    }

    private static func checkMarkup(_ first: SanitizedHTML) {
        let markup = first.html.markup
        let second = HTMLSanitizer.sanitize(markup)
        // What could not be parsed within the limits of time and memory says nothing about the markup.
        Self.expect(second.shortened || second.html.markup == markup, "markup changes when it is sanitized again")
        for name in ["script", "style", "iframe", "object", "embed", "base", "meta", "link", "svg", "math", "template"]
        {
            Self.expect(!markup.utf8.contains("<\(name)"), "there is an element \(name)")
        }
    }

    private static func expect(_ isKept: Bool, _ broken: String) {
        guard !isKept else { return }
        fatalError("broken promise: \(broken)")
    }
}

extension String.UTF8View {
    fileprivate func contains(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return withContiguousStorageIfAvailable { octets in
            guard octets.count >= wanted.count else { return false }
            return (0...(octets.count - wanted.count)).contains { octets[$0...].starts(with: wanted) }
        } ?? false
    }
}

/// libFuzzer calls this for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func tryOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let fuzzing = Fuzzing.chosen else {
        fatalError("TRIBUTARY_FUZZ names what is tried: parse, trim or sanitize")
    }
    fuzzing.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
