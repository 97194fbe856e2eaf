import ChannelKit
import DeskConfiguration
import Testing

/// Manifests of adapters.
@Suite struct ManifestTests {
    private static let head = "kind: a\ntitle: A\nsummary: A.\n"

    private static func read(_ text: String) throws -> AdapterManifest {
        try ManifestReader.read(octets: Array(text.utf8))
    }

    @Test func `abilities come out as declared`() throws {
        let manifest = try Self.read(
            """
            kind: example-2
            title: Example
            summary: An example.
            abilities:
              intake: [webhook, listening, pulling, files, page]
              replies: true
              inbound_attachments: 25MB
              outbound_attachments: 1KB
              text_limit: {maximum: 4000, unit: utf16}
              threading: conversation
              receipts: [sent, read]
              reply_window: 24h
              idempotent_sending: true
              retries_unknown: true
            """
        )
        #expect(manifest.kind == AdapterKind(rawValue: "example-2"))
        #expect(
            manifest.abilities
                == AdapterAbilities(
                    intake: Set(AdapterAbilities.Intake.allCases),
                    replies: true,
                    inboundAttachmentBytes: 26_214_400,
                    outboundAttachmentBytes: 1024,
                    textLimit: TextLimit(maximum: 4000, unit: .utf16),
                    threading: .conversation,
                    receipts: [.sent, .read],
                    replyWindow: .seconds(86_400),
                    idempotentSending: true,
                    retriesUnknown: true
                )
        )
        #expect(manifest.settings.isEmpty)
    }

    @Test func `what is not declared an adapter cannot do`() throws {
        #expect(try Self.read(Self.head).abilities == AdapterAbilities())
    }

    @Test func `every type of setting comes out as declared`() throws {
        let settings = try Self.read(TestDesk.letter).settings
        let types = Dictionary(uniqueKeysWithValues: settings.map { ($0.name, $0.type) })
        #expect(types["count"] == .integer(1...10))
        #expect(types["wait"] == .duration(.seconds(10) ... .seconds(86_400)))
        #expect(types["largest"] == .size(1024...1_073_741_824))
        #expect(types["security"] == .choice(["tls", "starttls", "none"]))
        #expect(types["note"] == .text(maximum: 12))
        #expect(types["ids"] == .list(of: .text(maximum: 20), count: 0...2))
        #expect(types["labels"] == .table(of: .text(maximum: 20), count: 0...2))
        #expect(settings.first { $0.name == "folder" }?.defaultValue == .text("letter/in"))
        #expect(settings.first { $0.name == "limits" }?.defaultValue == .object([:]))
        #expect(settings.first { $0.name == "address" }?.isRequired == true)
    }

    static let bad: [(String, String, String, String)] = [
        ("title: A\nsummary: B\n", "1:1", "kind", "is missing"),
        ("kind: A b\ntitle: A\nsummary: B\n", "1:7", "kind", "is no kind"),
        (head + "shade: red\n", "4:1", "shade", "no known key"),
        (head + "abilities: {intake: [telepathy]}\n", "4:22", "abilities.intake[0]", "none of the allowed words"),
        (head + "abilities: {replys: true}\n", "4:13", "abilities.replys", "did you mean `replies`?"),
        (head + "settings: {a: b}\n", "4:11", "settings", "no list of settings"),
        (head + "settings: [a]\n", "4:12", "settings[0]", "is a plain value"),
        (head + "settings: [{name: a, doc: A}]\n", "4:12", "settings[0].type", "is missing"),
        (head + "settings: [{name: a, type: integr, doc: A}]\n", "4:28", "settings[0].type", "did you mean `integer`?"),
        (head + "settings: [{name: a, type: boolean}]\n", "4:12", "settings[0].doc", "is missing"),
        (head + "settings: [{type: boolean, doc: A}]\n", "4:12", "settings[0].name", "is missing"),
        (head + "settings: [{name: A-b, type: boolean, doc: A}]\n", "4:19", "settings[0].name", "no name of a setting"),
        (head + "settings: [{name: region, type: region, doc: A}]\n", "4:19", "settings[0].name", "every channel has"),
        (head + "settings: [{name: a, type: integer, doc: A}]\n", "4:12", "settings[0].range", "is missing"),
        (head + "settings: [{name: a, type: integer, range: 5..1, doc: A}]\n", "4:44", "settings[0].range", "no range"),
        (head + "settings: [{name: a, type: size, range: 1KB-2KB, doc: A}]\n", "4:41", "settings[0].range", "no range"),
        (head + "settings: [{name: a, type: choice, doc: A}]\n", "4:12", "settings[0].choices", "has 0 entries"),
        (
            head + "settings: [{name: a, type: boolean, range: 1..2, doc: A}]\n", "4:37", "settings[0].range",
            "no known key"
        ),
        (head + "settings: [{name: a, type: list, doc: A}]\n", "4:12", "settings[0].of", "is missing"),
        (head + "settings: [{name: a, type: list, of: text, doc: A}]\n", "4:38", "settings[0].of", "is no type"),
        (
            head + "settings: [{name: a, type: list, of: {type: url, doc: B}, doc: A}]\n", "4:50", "settings[0].of.doc",
            "no known key"
        ),
        (head + "settings: [{name: a, type: object, doc: A}]\n", "4:12", "settings[0].settings", "is missing"),
        (
            head + "settings: [{name: a, type: integer, range: 1..2, default: 3, doc: A}]\n", "4:59",
            "settings[0].default",
            "too large"
        ),
        (
            head + "settings: [{name: a, type: secret, default: x, doc: A}]\n", "4:36", "settings[0].default",
            "none can be"
        ),
        (
            head + "settings: [{name: a, type: url, required: true, default: 'http://a', doc: A}]\n", "4:49",
            "settings[0].default", "beside `required: true`"
        ),
        (
            head + "settings: [{name: a, type: url, doc: A}, {name: a, type: url, doc: A}]\n", "4:42",
            "settings[1].name",
            "another setting"
        ),
    ]

    @Test(arguments: bad)
    func `is refused with its place`(_ text: String, _ place: String, _ keyPath: String, _ problem: String) throws {
        let invalid = try #require(throws: InvalidConfiguration.self) { try Self.read(text) }
        let error = try #require(invalid.errors.first { $0.keyPath == keyPath }, "\(invalid)")
        #expect("\(error.line):\(error.column)" == place)
        #expect(error.problem.contains(problem), "\(error)")
        #expect(error.file == "adapter.yml")
    }
}
