import DeskConfiguration
import Testing

/// Documents that are no configuration at all.
@Suite struct BadDocumentTests {
    static let cases: [BadConfiguration] = [
        .init("empty", "1:1", "document", "is empty", "keys with values", ""),
        .init("comments alone", "1:1", "document", "is empty", "keys with values", "# nothing\n"),
        .init("nothing", "1:1", "document", "is empty", "keys with values", "~\n"),
        .init("a list", "1:1", "document", "is a list as a whole", "keys with values", "- a\n- b\n"),
        .init("a text", "1:1", "document", "is a plain value as a whole", "keys with values", "hello\n"),
        .init("a tab", "2:1", "document", "tab in the indentation", "spaces", "listen:\n\thost: localhost\n"),
        .init("a tab after spaces", "3:3", "document", "tab", "spaces", "listen:\n  host: localhost\n  \tport: 80\n"),
        .init(
            "two documents",
            "2:1",
            "document",
            "more than one document",
            "one document",
            "channels: {}\n---\nchannels: {}\n"
        ),
        .init(
            "a key twice",
            "2:1",
            "document",
            "key `channels` more than once",
            "once",
            "channels: {}\nchannels: {}\n"
        ),
        .init(
            "a key twice, once quoted",
            "2:1",
            "document",
            "key `channels` more than once",
            "once",
            "channels: {}\n\"channels\": {}\n"
        ),
        .init(
            "an inner key twice",
            "5:3",
            "document",
            "key `host` more than once",
            "once",
            "listen:\n  host: a\n  # host: b\n\n  host: c\nchannels: {}\n"
        ),
        .init("a key twice on a line", "1:2", "document", "key `a` more than once", "once", "{a: 1, a: 2}\n"),
        .init("a colon too many", "1:12", "document", "not valid YAML", "valid YAML", "channels: a: b\n"),
        .init("an open bracket", "2:1", "document", "not valid YAML", "valid YAML", "channels: [a, b\n"),
        .init("an open quote", "2:1", "document", "not valid YAML", "valid YAML", "channels: \"a\n"),
        .init(
            "a wrong indentation",
            "3:2",
            "document",
            "not valid YAML",
            "valid YAML",
            "listen:\n  port: 1\n host: a\n"
        ),
        .init("an alias", "2:4", "document", "alias", "written out", "a: &x {b: c}\nd: *x\n"),
        .init(
            "an alias bomb",
            "2:8",
            "document",
            "alias",
            "written out",
            "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n"
        ),
        .init("an unknown alias", "1:11", "document", "undefined alias", "valid YAML", "channels: *nobody\n"),
        .init("a tag", "1:11", "document", "tag", "without", "channels: !!binary aGk=\n"),
        .init("a key that is a list", "1:3", "document", "no name", "names", "? [a, b]\n: c\n"),
        .init("an empty key", "1:1", "document", "no name", "names", "\"\": c\n"),
        .init("a control character", "2:4", "document", "control character", "printable", "a: b\nc: \u{1}\n"),
        .init("a byte order mark inside", "1:4", "document", "control character", "printable", "a: \u{FEFF}b\n"),
        .init(
            "too deep",
            "1:42",
            "document",
            "nested too deeply",
            "32 levels",
            "channels: " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "\n"
        ),
        .init(
            "far too deep",
            "1:1",
            "document",
            "nested too deeply",
            "32 levels",
            String(repeating: "[", count: 100_000) + "\n"
        ),
        .init(
            "too many values",
            "1:40000",
            "document",
            "too many values",
            "20000",
            "[" + String(repeating: "1,", count: 30_000) + "1]\n"
        ),
        .init(
            "too large",
            "1:1",
            "document",
            "larger than 1 MiB",
            "1048576",
            "# " + String(repeating: "x", count: 1_048_576)
        ),
    ]

    @Test(arguments: cases)
    func `is refused with its place`(_ bad: BadConfiguration) throws {
        let error = try #require(try TestDesk.errors(Array(bad.text.utf8)).first)
        #expect("\(error.line):\(error.column)" == bad.place)
        #expect(error.keyPath == bad.keyPath)
        #expect(error.problem.contains(bad.problem), "\(error.problem)")
        #expect(error.allowed.contains(bad.allowed), "\(error.allowed)")
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF], "1:4"),
            ([0x61, 0x3A, 0x0A, 0x62, 0xC3], "2:2"),
            ([0xFF, 0xFE, 0x61, 0x00], "1:1"),
            ([0x61, 0x3A, 0xC3, 0xA9, 0x20, 0xED, 0xA0, 0x80], "1:5"),
        ] as [([UInt8], String)]
    )
    func `octets that are no UTF-8 are refused with their place`(_ octets: [UInt8], _ place: String) throws {
        let error = try #require(try TestDesk.errors(octets).first)
        #expect("\(error.line):\(error.column)" == place)
        #expect(error.problem == "is not valid UTF-8")
    }

    @Test func `lines that end in carriage return and line feed have the same places`() throws {
        let errors = try TestDesk.errors(Array("listen:\r\n  port: 1\r\n\r\n  port: 2\r\n".utf8))
        #expect(
            errors.map { "\($0.line):\($0.column) \($0.problem)" } == [
                "4:3 has the key `port` more than once in one group"
            ]
        )
    }

    /// Documents that are as large as they may be and hard on a parser.
    static let hostile: [String] = [
        "[", "{", "{a: ", "- ", "? ", "a: ", "\"", "|\n ", "!", "%", "&a ", "[]: ", "? [a]\n", "- a\n",
    ]
    .map { String(repeating: $0, count: 1_040_000 / $0.utf8.count) }

    @Test(.timeLimit(.minutes(1)), arguments: 0..<hostile.count)
    func `a large document that is hard to read is refused`(_ index: Int) throws {
        #expect(try !TestDesk.errors(Array(Self.hostile[index].utf8)).isEmpty)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a large document of unknown keys is refused`() throws {
        let text = (0..<19_000).map { "chanels\($0): {}\n" }.joined()
        #expect(try TestDesk.errors(Array(text.utf8)).count == 200)
    }

    @Test func `a byte order mark at the start is taken`() throws {
        #expect(try TestDesk.errors(Array("\u{FEFF}channels: {}\n".utf8)).isEmpty)
    }

    @Test func `an error prints as file, line, column, key path, problem and what is allowed`() throws {
        let error = try #require(try TestDesk.errors(Array("channels:\n  post:\n    adapter: lettre\n".utf8)).first)
        #expect(
            "\(error)" == """
                desk.yaml:3:14: channels.post.adapter: names no installed adapter, did you mean `letter`?; \
                installed: letter, sheet
                """
        )
    }
}
