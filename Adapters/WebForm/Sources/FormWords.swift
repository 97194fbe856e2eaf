import ProviderKit

/// Everything the form itself says, in one language.
struct FormWords: Sendable {
    var title: String
    var send: String
    var sending: String
    var checking: String
    var optional: String
    var choose: String
    var dependentHint: @Sendable (_ parent: String) -> String
    var yes: String
    var otherLanguage: String
    var honeypot: String
    var errorPrefix: String
    var errorSummary: @Sendable (_ count: Int) -> String
    var filesAgain: String
    var fileLimits: @Sendable (_ count: Int, _ each: String, _ kinds: String) -> String
    var families: [FileType.Family: String]
    var problem: @Sendable (FieldProblem) -> String
    var notice: @Sendable (FormNotice) -> String
    var sentTitle: String
    var sentNumber: @Sendable (_ number: String) -> String
    var sentNumberHint: String
    var sentPending: String
    var sentNext: String
    var sentAgain: String
    var pageMissing: String

    /// The words of a language.
    static func of(_ language: FormLanguage) -> FormWords {
        switch language {
        case .english: english
        case .chinese: chinese
        }
    }

    /// A number of bytes as people say it.
    static func size(_ bytes: Int) -> String {
        if bytes >= 1 << 20 { return bytes % (1 << 20) == 0 ? "\(bytes >> 20) MB" : "\(tenths(bytes, 1 << 20)) MB" }
        return bytes >= 1 << 10 ? "\(bytes >> 10) KB" : "\(bytes) B"
    }

    private static func tenths(_ bytes: Int, _ unit: Int) -> String {
        let tenths = bytes * 10 / unit
        return "\(tenths / 10).\(tenths % 10)"
    }
}
