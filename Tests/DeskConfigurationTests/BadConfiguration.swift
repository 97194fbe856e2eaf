import Testing

/// A configuration that must be refused, with what must be said of it first.
struct BadConfiguration: Sendable, CustomTestStringConvertible {
    var name: String
    var place: String
    var keyPath: String
    var problem: String
    var allowed: String
    var text: String

    init(_ name: String, _ place: String, _ keyPath: String, _ problem: String, _ allowed: String, _ text: String) {
        self.name = name
        self.place = place
        self.keyPath = keyPath
        self.problem = problem
        self.allowed = allowed
        self.text = text
    }

    var testDescription: String { name }
}

extension BadConfiguration {
    /// A channel of the letter adapter with further lines; the first of them is line 5.
    static func letter(
        _ name: String,
        _ place: String,
        _ key: String,
        _ problem: String,
        _ allowed: String,
        _ lines: String
    ) -> BadConfiguration {
        let indented = lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        let text = "channels:\n  post:\n    adapter: letter\n    address: help@example.com\n\(indented)\n"
        return BadConfiguration(name, place, "channels.post.\(key)", problem, allowed, text)
    }
}
