import ChannelKit

extension SettingType {
    /// What is allowed, in words that stand in errors and in the settings reference alike.
    var allowedWords: String {
        switch self {
        case .text(let maximum): "text of at most \(maximum) characters"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .duration(let range):
            "\(TimeSpan.form), from \(TimeSpan.text(range.lowerBound)) to \(TimeSpan.text(range.upperBound))"
        case .size(let range):
            "\(ByteCount.form), from \(ByteCount.text(range.lowerBound)) to \(ByteCount.text(range.upperBound))"
        case .choice(let words): words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
        case .secret: "{env: NAME} or {file: PATH}, or a list of two while it is being rotated"
        case .emailAddress: "a mail address such as help@example.com"
        case .url: "an http:// or https:// address without a user name or password"
        case .path: "a path, absolute or from the data folder"
        case .channel: "the id of another channel of this configuration"
        case .region: "the two upper-case letters of a region, such as DE or CN"
        case .list(let type, let count): "a list of \(Self.words(of: count)), each \(type.allowedWords)"
        case .object(let specs): "a group of \(Self.names(of: specs))"
        case .table(let type, let count):
            "\(Self.words(of: count)) under names of your choice, each \(type.allowedWords)"
        }
    }

    private static func words(of count: ClosedRange<Int>) -> String {
        count.lowerBound == count.upperBound
            ? "\(count.lowerBound) entries" : "\(count.lowerBound) to \(count.upperBound) entries"
    }

    /// Names of settings, for errors.
    static func names(of specs: [SettingSpec]) -> String {
        specs.isEmpty ? "no keys" : specs.map(\.name).joined(separator: ", ")
    }
}

extension SettingValue {
    /// The value as one would write it in the configuration, on one line; secrets as a placeholder.
    var text: String {
        switch self {
        case .text(let text): text.isEmpty ? "\"\"" : text
        case .integer(let number): "\(number)"
        case .boolean(let flag): "\(flag)"
        case .duration(let span): TimeSpan.text(span)
        case .secrets(let secrets): secrets.count == 1 ? "[secret]" : "[\(secrets.count) secrets]"
        case .list(let values): "[\(values.map(\.text).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }.joined(separator: ", "))}"
        }
    }

    /// The value as one would write it where a value of a type stands.
    func text(as type: SettingType) -> String {
        if case (.integer(let bytes), .size) = (self, type) { ByteCount.text(bytes) } else { text }
    }
}
