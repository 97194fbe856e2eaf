import ChannelKit
import DeskConfiguration
import Testing

/// Secrets come in by reference alone and never come to light.
@Suite struct SecretTests {
    @Test func `a secret comes from a variable, from a file, or from both while it is being rotated`() throws {
        let text = """
            channels:
              one: {adapter: letter, address: a@b.example, password: {env: LETTER_PASSWORD}}
              two: {adapter: letter, address: a@b.example, password: {file: secret}}
              three: {adapter: letter, address: a@b.example, password: [{file: secret}, {env: LETTER_PASSWORD}]}
              four: {adapter: letter, address: a@b.example, server: {host: h, keys: [{file: /site/data/secret}]}}
            """
        let channels = try TestDesk.read(text).channels
        #expect(channels[0].settings.secrets("password").map { $0.reveal() } == [TestDesk.canaries[0]])
        #expect(channels[1].settings.secrets("password").map { $0.reveal() } == [TestDesk.canaries[1]])
        #expect(
            channels[2].settings.secrets("password").map { $0.reveal() } == [
                TestDesk.canaries[1], TestDesk.canaries[0],
            ]
        )
        #expect(channels[3].settings.list("server.keys") == [.secrets([Secret(TestDesk.canaries[1])])])
    }

    static let bad: [(String, String)] = [
        ("canary-literal-93", "is a secret written out in the file"),
        ("\"canary-literal-93\"", "is a secret written out in the file"),
        ("!!str canary-literal-93", "is a secret written out in the file"),
        ("[canary-literal-93]", "is a secret written out in the file"),
        ("{canary-literal-93}", "is no reference to a secret"),
        ("{canary-literal-93: x}", "is no reference to a secret"),
        ("{value: canary-literal-93}", "is no reference to a secret"),
        ("{env: LETTER_PASSWORD, canary-literal-93: x}", "is no reference to a secret"),
        ("{env: [canary-literal-93]}", "is no reference to a secret"),
        ("{env: canary-literal-93}", "names no environment variable"),
        ("{env: NOT_SET}", "is not set (NOT_SET)"),
        ("{env: EMPTY}", "is empty (EMPTY)"),
        ("{env: CONTROL}", "holds a control character"),
        ("{file: canary-literal-93}", "names a file that does not exist"),
        ("{file: locked}", "names a file that may not be read by this user"),
        ("{file: open}", "names a file that everybody on this machine may use"),
        ("{file: nothing}", "names a file that is empty"),
        ("{file: long}", "names a file that is too large"),
        ("{file: }", "is no reference to a secret"),
        ("{}", "is no reference to a secret"),
        ("[]", "has 0 entries"),
        ("[{file: secret}, {file: secret}, {file: secret}]", "has 3 entries"),
        ("[[{file: secret}]]", "is a list"),
        ("", "has no value"),
    ]

    @Test(arguments: bad)
    func `is refused without being repeated`(_ value: String, _ problem: String) throws {
        let text = "channels:\n  post: {adapter: letter, address: a@b.example, password: \(value)}\n"
        let environment = TestDesk.environment(
            files: ["/site/data/nothing": "\n", "/site/data/long": String(repeating: "x", count: 65_537)],
            variables: ["CONTROL": "a\u{1B}[2J"]
        )
        let errors = try TestDesk.errors(Array(text.utf8), environment: environment)
        #expect(errors.count == 1)
        #expect(errors.first?.problem.contains(problem) == true, "\(errors)")
        #expect(errors.first?.keyPath.hasPrefix("channels.post.password") == true)
        #expect(errors.first?.line == 2)
        for canary in TestDesk.canaries { #expect(!"\(errors)".contains(canary)) }
    }

    /// Places where a password may end up by mistake.
    static let misplaced = [
        "channels: canary-literal-93", "listen: {port: canary-literal-93}", "listen: {host: \"canary literal 93\"}",
        "public_url: https://user:canary-literal-93@a.example", "trusted_proxies: [canary-literal-93]",
        "limits: {raw_retention: canary-literal-93}", "desk: {language: canary-literal-93}",
        "desk: {default_region: canary-literal-93}",
        "channels: {post: canary-literal-93}", "channels: {post: {adapter: letter, address: canary-literal-93}}",
        "channels: {post: {adapter: canary-literal-93}}",
        "channels: {post: {adapter: letter, address: a@b.c, count: canary-literal-93}}",
        "channels: {post: {adapter: letter, address: a@b.c, fast: canary-literal-93}}",
        "channels: {post: {adapter: letter, address: a@b.c, security: canary-literal-93}}",
        "channels: {post: {adapter: letter, address: a@b.c, beside: canary-literal-93}}",
        "channels: {post: {adapter: letter, address: a@b.c, site: canary-literal-93}}",
        "channels: {post: {adapter: letter, address: a@b.c, note: canary-literal-93}}",
        "channels: {post: {adapter: letter, address: a@b.c, passwrod: canary-literal-93}}",
        "channels: {post: {adapter: letter, address: a@b.c, server: canary-literal-93}}",
        "channels: {post: {adapter: letter, address: a@b.c, password:canary-literal-93}}",
        "tls: {certificate: canary-literal-93, key: canary-literal-93}",
        "password: \"canary-literal-93\n", "password: canary-literal-93: x\n",
        "a: &canary-literal-93 x\nb: *canary-literal-93\n",
        "? {canary-literal-93}\n: x\n", "? canary-literal-93 canary\n: x\n? canary-literal-93 canary\n: x\n",
    ]

    @Test(arguments: misplaced)
    func `a value in a wrong place is never repeated`(_ text: String) throws {
        let errors = try TestDesk.errors(Array(text.utf8))
        #expect(!errors.isEmpty)
        #expect(!"\(InvalidConfiguration(errors))".contains("canary"))
    }

    @Test func `a channel that is turned off may wait for its secrets`() throws {
        let text =
            "channels:\n  post: {adapter: letter, address: a@b.example, enabled: false, password: {env: LATER}}\n"
        let configuration = try TestDesk.read(text)
        #expect(configuration.channels.first?.isEnabled == false)
        #expect(configuration.warnings.map(\.keyPath) == ["channels.post.password"])
    }

    @Test func `snapshot, plan and description show no secret`() throws {
        let text = """
            channels:
              one: {adapter: letter, address: a@b.example, password: [{file: secret}, {env: LETTER_PASSWORD}]}
            """
        let configuration = try TestDesk.read(text)
        let shown =
            "\(configuration) \(configuration.snapshot) \(ConfigurationPlan(for: configuration)) \(configuration.channels)"
        for canary in TestDesk.canaries { #expect(!shown.contains(canary)) }
        #expect(configuration.snapshot.values["channels.one.password"] == "[2 secrets]")
    }
}
