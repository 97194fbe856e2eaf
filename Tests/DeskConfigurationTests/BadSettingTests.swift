import DeskConfiguration
import Testing

/// Settings that misfit.
@Suite struct BadSettingTests {
    static let addresses = [
        "help", "help@", "@example.com", "a@b@c", "a b@c.example", "<a@b.example>", "Help <a@b.example>", "a@b..c",
        "a@.b", "a,b@c.example", "a@b.example;", "\"a\"@b.example", "a@[127.0.0.1]", "a@b\\nc",
    ]

    @Test(arguments: BadConfiguration.gatewaySettings + BadConfiguration.channelSettings)
    func `is refused with its place`(_ bad: BadConfiguration) throws {
        let errors = try TestDesk.errors(Array(bad.text.utf8))
        let error = try #require(errors.first { $0.keyPath == bad.keyPath }, "\(errors)")
        #expect("\(error.line):\(error.column)" == bad.place)
        #expect(error.problem.contains(bad.problem), "\(error.problem)")
        #expect(error.allowed.contains(bad.allowed), "\(error.allowed)")
    }

    @Test(arguments: addresses)
    func `is no mail address`(_ address: String) throws {
        let quoted = address.replacing("\"", with: "\\\"")
        let text = "channels:\n  post:\n    adapter: letter\n    address: \"\(quoted)\"\n"
        let errors = try TestDesk.errors(Array(text.utf8))
        #expect(errors.map(\.keyPath) == ["channels.post.address"])
        #expect(errors.map(\.problem) == ["is no mail address"])
    }

    @Test func `all errors are told at once in the order of the file`() throws {
        let text = """
            listen:
              port: many
            desk: {language: fr}
            channels:
              post:
                adapter: letter
                count: 99
                wait: never
              form:
                adapter: sheet
                reply_through: nobody
              Bad: {}
            extra: 1
            """
        let errors = try TestDesk.errors(Array(text.utf8))
        #expect(
            errors.map { "\($0.line) \($0.keyPath)" } == [
                "2 listen.port", "3 desk.language", "5 channels.post.address", "7 channels.post.count",
                "8 channels.post.wait", "11 channels.form.reply_through", "12 channels.Bad", "13 extra",
            ]
        )
    }
}
