import ChannelKit
import DeskConfiguration
import Testing

/// What a reload says of its changes, and what a check prints.
@Suite struct DifferenceTests {
    private static let before = """
        channels:
          one: {adapter: letter, address: a@b.example, password: {env: LETTER_PASSWORD}, server: {host: h}}
          two: {adapter: letter, address: c@d.example}
          three: {adapter: sheet, reply_through: one}
        """

    private static func changes(_ text: String, variables: [String: String] = [:]) throws -> ConfigurationDifference {
        ConfigurationDifference(
            from: try TestDesk.read(before),
            to: try TestDesk.read(text, environment: TestDesk.environment(variables: variables))
        )
    }

    @Test func `the same text changes nothing`() throws {
        let difference = try Self.changes(Self.before + "\n# a comment\n")
        #expect(difference.isEmpty)
        #expect(!difference.needsRestart)
    }

    @Test func `channels and settings that change are named`() throws {
        let difference = try Self.changes(
            """
            listen: {port: 9090}
            channels:
              one: {adapter: letter, address: a@b.example, server: {host: i, port: 1}}
              three: {adapter: letter, address: e@f.example}
              four: {adapter: letter, address: a@b.example}
            """
        )
        #expect(
            difference.description == """
                content_url: http://127.0.0.1:8081 -> http://127.0.0.1:9091
                listen.content_port: 8081 -> 9091
                listen.port: 8080 -> 9090
                public_url: http://127.0.0.1:8080 -> http://127.0.0.1:9090
                channel four (letter) is new
                channel one changes: password, server.host, server.port
                channel three cannot turn from sheet into letter: its tickets remember it; choose another id
                channel two (letter) is removed: it keeps its tickets, its outbox is held
                """
        )
        #expect(difference.needsRestart)
        #expect(difference.channelsOfAnotherKind == [ChannelID(rawValue: "three")])
    }

    @Test func `a new value of a secret is a change that is not shown`() throws {
        let difference = try Self.changes(Self.before, variables: ["LETTER_PASSWORD": "canary-next"])
        #expect(difference.changes == [.secretsChanged(ChannelID(rawValue: "one"))])
        #expect(!difference.description.contains("canary"))
    }

    @Test func `fingerprints follow what the file says`() throws {
        let one = try TestDesk.read(Self.before)
        let same = try TestDesk.read("# moved\n" + Self.before)
        let other = try TestDesk.read(Self.before.replacing("c@d.example", with: "c@e.example"))
        #expect(one.fingerprint.count == 16)
        #expect(one.fingerprint == same.fingerprint)
        #expect(one.fingerprint != other.fingerprint)
        #expect(one.channels[0].settingsVersion == other.channels[0].settingsVersion)
        #expect(one.channels[1].settingsVersion != other.channels[1].settingsVersion)
    }

    @Test func `the plan names addresses, channels and abilities`() throws {
        let text = """
            listen: {host: 10.0.0.1}
            public_url: https://help.example.com
            content_url: https://files.example.com
            trusted_proxies: [10.0.0.2]
            desk: {name: Acme}
            channels:
              post: {adapter: letter, address: a@b.example, region: DE, acknowledgment: true}
              form: {adapter: sheet, reply_through: post, enabled: false}
            """
        #expect(
            ConfigurationPlan(for: try TestDesk.read(text)).description == """
                desk.yaml is good.

                desk      Acme (en)
                data      /site/data
                listens   http://10.0.0.1:8080, content on port 8081
                public    https://help.example.com
                content   https://files.example.com
                proxies   10.0.0.2
                limits    messages up to 25MB, 50000 waiting arrivals, raw arrivals kept for 90d

                channels  2
                  post  (letter)
                    in by webhook, listening; sends replies; ties by references
                    no unifying beyond threading; numbers of DE; acknowledges
                  form  (sheet)  TURNED OFF
                    in by page; sends nothing
                    unifies within 3d
                """
        )
    }
}
