/// What an invitation says (RFC 5545, RFC 5546), as far as a desk needs it.
struct CalendarReading {
    /// `REQUEST`, `REPLY`, `CANCEL` and the like, in upper case; nil when the calendar names none.
    private(set) var method: String?
    /// The first event in words, line by line; empty when there is none.
    private(set) var words = ""

    private static let maximumOctets = 256 << 10
    private static let maximumLines = 2_000
    private static let longestText = 4_000

    /// A property with its first value; later ones of the same name are of repetitions and alarms.
    private struct Property {
        let value: String
        let zone: String?
        let person: String?
    }

    /// Reads a calendar; what is none has no words.
    init(_ text: String) {
        var event: [String: Property] = [:]
        var depth: [String] = []
        var isDone = false
        for line in Self.unfolded(text) {
            guard let (name, parameters, value) = Self.split(line) else { continue }
            switch name {
            case "BEGIN": depth.append(value.uppercased())
            case "END":
                if depth.last == "VEVENT" { isDone = true }
                if !depth.isEmpty { depth.removeLast() }
            case "METHOD" where depth.count <= 1: method = method ?? value.uppercased()
            default:
                guard !isDone, depth.last == "VEVENT", event[name] == nil else { continue }
                let zone = parameters["TZID"]
                event[name] = Property(value: value, zone: zone, person: parameters["CN"])
            }
        }
        words = Self.words(event)
    }

    private static func words(_ event: [String: Property]) -> String {
        guard !event.isEmpty else { return "" }
        var lines: [String] = []
        if let summary = event["SUMMARY"].map({ plain($0.value) }), !summary.isEmpty { lines.append(summary) }
        if let start = event["DTSTART"] {
            let end = event["DTEND"].map { " – \(time($0))" } ?? ""
            lines.append("When: \(time(start))\(end)")
        }
        if let place = event["LOCATION"].map({ plain($0.value) }), !place.isEmpty { lines.append("Where: \(place)") }
        if let organizer = event["ORGANIZER"] {
            let address = organizer.value.lowercased().hasPrefix("mailto:") ? organizer.value.dropFirst(7) : ""
            let name = organizer.person.map { plain($0) } ?? ""
            lines.append("From: \(name)\(name.isEmpty || address.isEmpty ? "" : " ")\(address)")
        }
        if let description = event["DESCRIPTION"].map({ plain($0.value) }), !description.isEmpty {
            lines += ["", description]
        }
        return String(lines.joined(separator: "\n").prefix(longestText))
    }

    /// `20260105T100000Z` as `2026-01-05 10:00 UTC`; anything else as it stands.
    private static func time(_ property: Property) -> String {
        let digits = Array(property.value.utf8)
        func part(_ range: Range<Int>) -> String? {
            guard range.upperBound <= digits.count, digits[range].allSatisfy(ASCII.isDigit) else { return nil }
            return String(decoding: digits[range], as: UTF8.self)
        }
        guard let year = part(0..<4), let month = part(4..<6), let day = part(6..<8) else {
            return plain(property.value)
        }
        let date = "\(year)-\(month)-\(day)"
        guard digits.count >= 13, digits[8] == UInt8(ascii: "T"), let hour = part(9..<11),
            let minute = part(11..<13)
        else { return date }
        let zone = digits.last == UInt8(ascii: "Z") ? " UTC" : property.zone.map { " (\(plain($0)))" } ?? ""
        return "\(date) \(hour):\(minute)\(zone)"
    }

    /// Lines, those put together that were folded.
    private static func unfolded(_ text: String) -> [String] {
        var lines: [[UInt8]] = []
        for line in Array(text.utf8.prefix(maximumOctets)).split(separator: ASCII.lineFeed) {
            let content = line.last == ASCII.carriageReturn ? line.dropLast() : line
            if let first = content.first, first == ASCII.space || first == ASCII.tab, !lines.isEmpty {
                lines[lines.count - 1] += content.dropFirst()
            } else {
                if lines.count == maximumLines { break }
                lines.append(Array(content))
            }
        }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Name, parameters and value of `DTSTART;TZID="Europe/Berlin":20260105T100000`.
    private static func split(_ line: String) -> (name: String, parameters: [String: String], value: String)? {
        var pieces: [[UInt8]] = [[]]
        var isQuoted = false
        var rest = line.utf8[...]
        while let octet = rest.popFirst() {
            switch octet {
            case ASCII.quote: isQuoted.toggle()
            case ASCII.colon where !isQuoted:
                let words = pieces.map { String(decoding: $0, as: UTF8.self) }
                var parameters: [String: String] = [:]
                for word in words.dropFirst() {
                    guard let equals = word.firstIndex(of: "=") else { continue }
                    parameters[word[..<equals].uppercased()] = String(word[word.index(after: equals)...])
                }
                return (words[0].uppercased(), parameters, String(Substring(rest)))
            case ASCII.semicolon where !isQuoted: pieces.append([])
            default: pieces[pieces.count - 1].append(octet)
            }
        }
        return nil
    }

    /// A text without its backslashes.
    private static func plain(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                result.unicodeScalars.append(scalar == "n" || scalar == "N" ? "\n" : scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).onOneLine }
            .joined(separator: "\n")
    }
}

extension CalendarReading {
    /// The first calendar among a mail's parts; nil when there is none.
    static func first(in structure: MimeStructure) -> CalendarReading? {
        structure.parts.first { !$0.isMultipart && $0.mediaType == "text/calendar" }.map { part in
            CalendarReading(BodyText.decode(part).string)
        }
    }
}
