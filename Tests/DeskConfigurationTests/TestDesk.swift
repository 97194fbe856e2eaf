import ChannelKit
import DeskConfiguration

/// Two adapters, an environment and readers for the tests of this folder.
enum TestDesk {
    /// An adapter that sends replies and has a setting of every type.
    static let letter = """
        kind: letter
        title: Letter
        summary: Has a setting of every type.
        abilities:
          intake: [listening, webhook]
          replies: true
          threading: references
        settings:
          - {name: address, type: email-address, required: true, doc: The address.}
          - {name: count, type: integer, range: 1..10, default: 3, doc: A number.}
          - {name: fast, type: boolean, default: false, doc: A flag.}
          - {name: wait, type: duration, range: 10s..24h, default: 5m, doc: A span.}
          - {name: largest, type: size, range: 1KB..1GB, default: 25MB, doc: A size.}
          - {name: security, type: choice, choices: [tls, starttls, none], default: tls, doc: A choice.}
          - {name: password, type: secret, doc: A secret.}
          - {name: site, type: url, doc: An address on the web.}
          - {name: folder, type: path, default: letter/in, doc: A folder.}
          - {name: beside, type: channel, doc: Another channel.}
          - {name: home, type: region, doc: A region.}
          - {name: note, type: text, maximum: 12, doc: A text.}
          - {name: ids, type: list, count: 0..2, of: {type: text, maximum: 20}, default: [], doc: Names.}
          - name: server
            type: object
            doc: A group.
            settings:
              - {name: host, type: text, maximum: 255, required: true, doc: The host.}
              - {name: port, type: integer, range: 1..65535, default: 993, doc: The port.}
              - {name: keys, type: list, of: {type: secret}, doc: Secrets.}
          - {name: labels, type: table, count: 0..2, of: {type: text, maximum: 20}, doc: Labels by language.}
          - name: limits
            type: object
            default: {}
            doc: A group that stands by default.
            settings:
              - {name: each, type: integer, range: 0..9, default: 7, doc: A number.}
        """

    /// An adapter that takes in and sends nothing.
    static let sheet = """
        kind: sheet
        title: Sheet
        summary: A page.
        abilities: {intake: [page]}
        settings:
          - {name: reply_through, type: channel, required: true, doc: The channel of replies.}
        """

    /// The adapters' manifests.
    static func manifests() throws -> [AdapterManifest] {
        try [letter, sheet].map { try ManifestReader.read(octets: Array($0.utf8)) }
    }

    /// Secrets planted in the environment; none may come to light.
    static let canaries = ["canary-variable-91", "canary-file-92", "canary-literal-93"]

    /// 2026-03-01T00:00:00Z, when the certificates of the tests are in force.
    static let now = Timestamp(seconds: 1_772_323_200)

    /// An environment with variables and files of the tests' own.
    static func environment(
        files: [String: String] = [:],
        variables: [String: String] = [:],
        at now: Timestamp = TestDesk.now
    ) -> ConfigurationEnvironment {
        let files = files.merging(["/site/data/secret": "\(canaries[1])\n", "/site/data/open": "x"]) { given, _ in given
        }
        return ConfigurationEnvironment(
            variables: variables.merging(["LETTER_PASSWORD": canaries[0], "EMPTY": ""]) { given, _ in given },
            workingDirectory: "/site",
            now: { now },
            readFile: { (path, maximum) throws(FileProblem) in
                guard let text = files[path] else { throw path.contains("locked") ? .forbidden : .missing }
                guard text.utf8.count <= maximum else { throw .tooLarge }
                return ReadFile(octets: Array(text.utf8), permissions: path.contains("open") ? 0o644 : 0o640)
            }
        )
    }

    /// Reads a configuration.
    static func read(
        _ text: String,
        environment: ConfigurationEnvironment = environment(),
        port: Int? = nil
    ) throws -> TributaryConfiguration {
        try ConfigurationReader.read(
            path: "desk.yaml",
            octets: Array(text.utf8),
            manifests: manifests(),
            environment: environment,
            port: port
        )
    }

    /// The errors of a configuration; none when it is good.
    static func errors(
        _ octets: [UInt8],
        environment: ConfigurationEnvironment = environment()
    ) throws -> [ConfigurationError] {
        do {
            _ = try ConfigurationReader.read(
                path: "desk.yaml",
                octets: octets,
                manifests: manifests(),
                environment: environment
            )
            return []
        } catch let invalid as InvalidConfiguration {
            return invalid.errors
        }
    }
}
