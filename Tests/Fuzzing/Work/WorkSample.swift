import MailParsing
import MessageText

/// An input that can be made as large as one likes, for one bound.
struct WorkSample: Sendable {
    /// What reads it.
    enum Kind: Sendable {
        case parse
        case trim
        case trimMarkup
        case sanitize
        case forward

        func run(_ input: [UInt8]) {
            switch self {
            case .parse: _ = MailParser.parse(input)
            case .trim: _ = ReplyTrimmer.split(text: String(decoding: input, as: UTF8.self))
            case .trimMarkup: _ = ReplyTrimmer.split(html: String(decoding: input, as: UTF8.self))
            case .forward: _ = ForwardedMail.read(String(decoding: input, as: UTF8.self), subject: "Fwd: x")
            case .sanitize: _ = HTMLSanitizer.sanitize(String(decoding: input, as: UTF8.self))
            }
        }
    }

    let name: String
    let kind: Kind
    /// The input at so many times its smallest size.
    let input: @Sendable (Int) -> [UInt8]

    func run(_ size: Int) { kind.run(input(size)) }

    /// A piece again and again, between two others.
    static func repeated(
        _ name: String,
        _ kind: Kind,
        _ piece: String,
        times: Int,
        after head: String = "",
        before tail: String = ""
    ) -> WorkSample {
        WorkSample(name: "\(kind): \(name)", kind: kind) { size in
            Array((head + String(repeating: piece, count: times * size) + tail).utf8)
        }
    }

    static let all = headers + structures + charsetTexts + encodedTexts + texts + replies + forwards + markup
}
