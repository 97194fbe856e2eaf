import ChannelKit

extension SettingsChecker {
    /// Checks a value that is one piece of text.
    mutating func scalar(of node: DocumentNode, _ type: SettingType, at path: String) -> SettingValue? {
        guard case .scalar(let text, let isPlain) = node.content, !node.isNothing else {
            refuse(path, at: node.position, node.shape, type.allowedWords)
            return nil
        }
        switch Self.read(text, isPlain: isPlain, as: type) {
        case .fits(let value):
            if case .channel = type { noteReference(text, at: path, position: node.position) }
            if case .path = type { return .text(absolutePath(text)) }
            return value
        case .misfit(let problem):
            refuse(path, at: node.position, problem, type.allowedWords)
            return nil
        }
    }

    private enum Reading {
        case fits(SettingValue)
        case misfit(String)
    }

    private static func read(_ text: String, isPlain: Bool, as type: SettingType) -> Reading {
        switch type {
        case .text(let maximum):
            text.utf8.count > maximum * 4 && text.count > maximum || text.count > maximum
                ? .misfit("is too long, \(text.count) characters")
                : text.holdsControl(exceptLines: true) ? .misfit("holds a control character") : .fits(.text(text))
        case .integer(let range): number(text, isPlain: isPlain, range)
        case .boolean: flag(text, isPlain: isPlain)
        case .duration(let range): duration(text, range)
        case .size(let range): size(text, range)
        case .choice(let words): choice(text, words)
        case .emailAddress: isMailAddress(text) ? .fits(.text(text)) : .misfit("is no mail address")
        case .url: url(text)
        case .path:
            text.isEmpty || text.utf8.count > 1024 || text.holdsControl() ? .misfit("is no path") : .fits(.text(text))
        case .channel: isChannelID(text) ? .fits(.text(text)) : .misfit("is no channel id")
        case .region: region(text)
        case .secret, .list, .object, .table: .misfit("is a plain value")
        }
    }

    private static func number(_ text: String, isPlain: Bool, _ range: ClosedRange<Int64>) -> Reading {
        guard isPlain else { return .misfit("is text in quotes, not a number") }
        guard let number = wholeNumber(text) else { return .misfit("is no whole number") }
        if number < range.lowerBound { return .misfit("is too small") }
        return number > range.upperBound ? .misfit("is too large") : .fits(.integer(number))
    }

    private static func flag(_ text: String, isPlain: Bool) -> Reading {
        guard isPlain else { return .misfit("is text in quotes, not true or false") }
        switch text {
        case "true": return .fits(.boolean(true))
        case "false": return .fits(.boolean(false))
        case "yes", "on", "True", "TRUE", "Yes", "On": return .misfit("is not written as `true`")
        case "no", "off", "False", "FALSE", "No", "Off": return .misfit("is not written as `false`")
        default: return .misfit("is neither true nor false")
        }
    }

    private static func duration(_ text: String, _ range: ClosedRange<Duration>) -> Reading {
        guard let span = TimeSpan.read(text) else {
            return .misfit(wholeNumber(text) == nil ? "is no time span" : "is a number without a unit")
        }
        if span < range.lowerBound { return .misfit("is too short") }
        return span > range.upperBound ? .misfit("is too long") : .fits(.duration(span))
    }

    private static func size(_ text: String, _ range: ClosedRange<Int64>) -> Reading {
        guard let bytes = ByteCount.read(text) else { return .misfit("is no size") }
        if bytes < range.lowerBound { return .misfit("is too small") }
        return bytes > range.upperBound ? .misfit("is too large") : .fits(.integer(bytes))
    }

    private static func choice(_ text: String, _ words: [String]) -> Reading {
        guard !words.contains(text) else { return .fits(.text(text)) }
        let hint = nearestName(to: text, among: words).map { ", did you mean `\($0)`?" } ?? ""
        return .misfit("is none of the allowed words\(hint)")
    }

    private static func url(_ text: String) -> Reading {
        let authority = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        if authority.count > 2, authority[2].contains("@") { return .misfit("holds a user name or password") }
        return WebAddress(text) == nil ? .misfit("is no http or https address") : .fits(.text(text))
    }

    private static func region(_ text: String) -> Reading {
        if RegionCodes.contains(text) { return .fits(.text(text)) }
        let upper = text.uppercased()
        return .misfit(RegionCodes.contains(upper) ? "is not written as `\(upper)`" : "is no known region")
    }
}

/// Whether text can be the id of a channel: 1 to 64 of `a-z`, `0-9` and `-`.
func isChannelID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
        && text.utf8.allSatisfy { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
}

/// Whether text is a bare mail address, `local@domain`, that can stand in a header as it is.
private func isMailAddress(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].count), (1...253).contains(parts[1].count),
        text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !#"<>()[]\,;:""#.utf8.contains($0) }),
        !text.holdsControl()
    else { return false }
    return parts.allSatisfy { part in
        part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }
}

extension String {
    /// Whether there is a control character; line ends and tabs may be let through.
    func holdsControl(exceptLines: Bool = false) -> Bool {
        unicodeScalars.contains { scalar in
            (scalar.value < 0x20 && !(exceptLines && [0x09, 0x0A, 0x0D].contains(scalar.value)))
                || (0x7F...0x9F).contains(scalar.value)
        }
    }
}
