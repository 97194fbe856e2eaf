/// How long something took, as call logs write it and as people read it.
enum CallLength {
    /// The longest call that is believed, in seconds: a month.
    static let most = 31 * 86_400

    /// The seconds of `192`, `192.4`, `3:12` or `0:03:12`; nil where it is no length.
    static func seconds(_ text: String) -> Int? {
        guard text.utf8.count <= 20 else { return nil }
        let whole = text.prefix { $0 != "." }
        let parts = whole.split(separator: ":", omittingEmptySubsequences: false)
        let isNumber = parts.allSatisfy { $0.utf8.count <= 9 && $0.utf8.allSatisfy(CallTime.isDigit) }
        let numbers = parts.compactMap { Int($0) }
        guard isNumber, numbers.count == parts.count, (1...3).contains(parts.count) else { return nil }
        let seconds = numbers.reduce(0) { $0 * 60 + $1 }
        return seconds <= most ? seconds : nil
    }

    /// `0:42`, `3:12`, `1:03:12`.
    static func words(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
    }
}
