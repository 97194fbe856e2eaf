import ChannelKit
import DeskConfiguration
import Testing

/// Configurations that hold, and what comes of them.
@Suite struct GoodConfigurationTests {
    @Test func `an empty desk has every default`() throws {
        let configuration = try TestDesk.read("channels: {}\n")
        #expect(configuration.dataFolder == "/site/data")
        #expect(configuration.listen == ListenAddress(host: "127.0.0.1", port: 8080, contentPort: 8081))
        #expect(configuration.publicURL == "http://127.0.0.1:8080")
        #expect(configuration.contentURL == "http://127.0.0.1:8081")
        #expect(configuration.tls == nil)
        #expect(configuration.trustedProxies.isEmpty)
        #expect(configuration.limits.messageBytes == 26_214_400)
        #expect(configuration.limits.intakeQueue == 50_000)
        #expect(configuration.limits.rawRetention == .seconds(90 * 86_400))
        #expect(configuration.desk == DeskDefaults(name: "Support", defaultRegion: nil, language: "en"))
        #expect(configuration.channels.isEmpty)
        #expect(configuration.warnings.map(\.keyPath) == ["channels"])
    }

    static let full = """
        data_dir: state
        listen: {host: 0.0.0.0, port: 9000, content_port: 9100}
        public_url: https://Help.example.com/
        content_url: https://files.example.com:8443
        trusted_proxies: [10.0.0.0/8, "::1"]
        limits: {max_message_size: 1MB, intake_queue: 16, raw_retention: 0}
        desk: {name: 茶馆, default_region: CN, language: zh}
        channels:
          post:
            adapter: letter
            address: help@example.com
            acknowledgment: true
            region: DE
            unify: 1d
            count: 10
            fast: true
            wait: 36s
            largest: 1kb
            security: none
            site: https://[2001:db8::1]:8080/path?query#part
            folder: /srv//mail/./in
            beside: spare
            home: FR
            note: "line\\nline"
            ids: ["1", yes, null ]
            server: {host: h}
            labels: {en: A, zh-Hans: 甲}
          spare: {adapter: letter, address: a@b.example}
          form: {adapter: sheet, reply_through: post}
        """

    @Test func `every setting comes out as it was written`() throws {
        let configuration = try TestDesk.read(Self.full.replacing(", null ", with: ""))
        #expect(configuration.dataFolder == "/site/state")
        #expect(configuration.listen == ListenAddress(host: "0.0.0.0", port: 9000, contentPort: 9100))
        #expect(configuration.publicURL == "https://help.example.com")
        #expect(configuration.contentURL == "https://files.example.com:8443")
        #expect(configuration.trustedProxies.map(\.description) == ["10.0.0.0/8", "::1"])
        #expect(configuration.limits == IntakeLimits(messageBytes: 1_048_576, intakeQueue: 16, rawRetention: nil))
        #expect(configuration.desk == DeskDefaults(name: "茶馆", defaultRegion: "CN", language: "zh"))
        #expect(configuration.warnings.isEmpty)
        let post = try #require(configuration.channel(ChannelID(rawValue: "post")))
        #expect(post.acknowledges && post.isEnabled)
        #expect(post.region == "DE")
        #expect(post.unifyWindow == .seconds(86_400))
        #expect(
            post.settings.values == [
                "address": .text("help@example.com"), "count": .integer(10), "fast": .boolean(true),
                "wait": .duration(.seconds(36)), "largest": .integer(1024), "security": .text("none"),
                "site": .text("https://[2001:db8::1]:8080/path?query#part"), "folder": .text("/srv/mail/in"),
                "beside": .text("spare"), "home": .text("FR"), "note": .text("line\nline"),
                "ids": .list([.text("1"), .text("yes")]),
                "server": .object(["host": .text("h"), "port": .integer(993)]),
                "labels": .object(["en": .text("A"), "zh-Hans": .text("甲")]),
                "limits": .object(["each": .integer(7)]), "region": .text("DE"),
            ]
        )
    }

    @Test func `a channel has its adapter's and the desk's defaults`() throws {
        let configuration = try TestDesk.read(Self.full.replacing(", null ", with: ""))
        let spare = configuration.channels[1]
        #expect(spare.unifyWindow == .zero)
        #expect(spare.region == "CN")
        #expect(spare.settings.text("region") == "CN")
        #expect(spare.settings.text("folder") == "/site/state/letter/in")
        #expect(spare.settings["server"] == nil)
        #expect(spare.settings.integer("limits.each") == 7)
        #expect(configuration.channels[2].unifyWindow == .seconds(72 * 3600))
        #expect(configuration.channels.map(\.id.rawValue) == ["post", "spare", "form"])
    }

    @Test func `a variable moves the data folder and a port goes before the file's`() throws {
        let environment = TestDesk.environment(variables: ["TRIBUTARY_DATA": "/elsewhere/"])
        let text = "data_dir: state\nlisten: {port: 9000, content_port: 9100}\nchannels: {}\n"
        let configuration = try TestDesk.read(text, environment: environment, port: 7000)
        #expect(configuration.dataFolder == "/elsewhere")
        #expect(configuration.listen == ListenAddress(host: "127.0.0.1", port: 7000, contentPort: 7001))
        #expect(configuration.publicURL == "http://127.0.0.1:7000")
    }

    @Test func `groups and lists without a value are empty`() throws {
        let text =
            "listen:\nlimits: ~\ntrusted_proxies:\nchannels:\n  post:\n    adapter: letter\n    address: a@b.c\n    ids:\n"
        #expect(try TestDesk.read(text).channels.first?.settings.list("ids") == [])
    }

    static let warned: [(String, String, String)] = [
        ("channels: {post: {adapter: letter, address: a@b.example}}", "channels.post", "no https address"),
        (
            "public_url: https://a.example\nchannels: {}", "content_url",
            "is missing beside a `public_url` at another port"
        ),
        ("listen: {host: 10.0.0.1}\ntrusted_proxies: [10.0.0.2]\nchannels: {}", "public_url", "is missing"),
        (
            """
            channels:
              post: {adapter: letter, address: a@b.example, enabled: false}
              form: {adapter: sheet, reply_through: post}
            """,
            "channels.form.reply_through", "turned off"
        ),
    ]

    @Test(arguments: warned)
    func `is good and warned of`(_ text: String, _ keyPath: String, _ problem: String) throws {
        let warnings = try TestDesk.read(text).warnings
        let warning = try #require(warnings.first { $0.keyPath == keyPath }, "\(warnings)")
        #expect(warning.problem.contains(problem), "\(warning)")
    }

    @Test func `what an adapter refuses is told with its place`() throws {
        let configuration = try TestDesk.read(Self.full.replacing(", null ", with: ""))
        let id = ChannelID(rawValue: "post")
        func place(_ path: String) -> String {
            let problem = SettingProblem(path: path, problem: "is odd", allowed: "even")
            return "\(configuration.error(for: problem, in: id))"
        }
        #expect(place("server.host") == "desk.yaml:26:20: channels.post.server.host: is odd; even")
        #expect(place("server.port") == "desk.yaml:26:5: channels.post.server.port: is odd; even")
        #expect(place("ids[1]") == "desk.yaml:25:16: channels.post.ids[1]: is odd; even")
        #expect(place("nowhere.at.all") == "desk.yaml:9:3: channels.post.nowhere.at.all: is odd; even")
        #expect(place("") == "desk.yaml:9:3: channels.post: is odd; even")
    }

    @Test func `blocks of addresses contain theirs alone`() throws {
        let block = try #require(AddressBlock("10.16.0.0/12"))
        #expect(block.contains("10.16.0.1") && block.contains("10.31.255.255") && block.contains("::ffff:10.20.0.1"))
        #expect(!block.contains("10.32.0.0") && !block.contains("10.15.255.255") && !block.contains("::1"))
        #expect(!block.contains("") && !block.contains("10.16.0.1.") && !block.contains("10.16.0"))
        let six = try #require(AddressBlock("2001:db8::/33"))
        #expect(six.contains("2001:db8:7fff::1") && !six.contains("2001:db8:8000::1"))
        #expect(AddressBlock("127.0.0.1")?.contains("127.0.0.1") == true)
    }
}
