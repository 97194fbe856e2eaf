public import ChannelKit

/// The settings reference in Markdown, written from the specifications that the reader checks against.
public enum SettingsReference {
    /// The part about the gateway itself and the keys that every channel takes.
    public static func core() -> String {
        let own = CoreSettings.file.map { spec in
            guard spec.name == "channels" else { return spec }
            var bare = spec
            bare.type = .table(of: .object([]), count: 0...1000)
            return bare
        }
        return """
            ## The gateway

            \(table(of: own))
            ## Every channel

            These keys stand in every channel, below `channels:` and its id.

            \(table(of: CoreSettings.channel))
            """
    }

    /// The part about the channels of one adapter.
    public static func adapter(_ manifest: AdapterManifest) -> String {
        let settings = manifest.settings.isEmpty ? "It has no settings of its own.\n" : table(of: manifest.settings)
        return """
            ## \(manifest.title) (`adapter: \(manifest.kind)`)

            \(manifest.summary)

            Abilities: \(manifest.abilities.words).

            \(settings)
            """
    }

    /// The whole reference: the gateway, every channel, and the adapters by kind.
    public static func whole(_ manifests: [AdapterManifest]) -> String {
        let parts = [core()] + manifests.sorted { $0.kind.rawValue < $1.kind.rawValue }.map(adapter)
        return "# Settings\n\n" + preface + parts.joined(separator: "\n")
    }

    private static let preface = """
        Everything that can stand in the configuration file. Wherever a time span is asked for, write a number and a \
        unit: `500ms`, `30s`, `5m`, `12h`, `7d`, `2w`; for a size `512KB`, `25MB`, `1GB` (powers of 1024). Secrets \
        are never written into the file: write `{env: NAME}` or `{file: PATH}`, or a list of two while one is being \
        replaced by the other. Relative paths start at the data folder.


        """

    private static func table(of specs: [SettingSpec]) -> String {
        var rows = ["| Key | Value | Default | Meaning |", "| --- | --- | --- | --- |"]
        for spec in specs { append(spec, to: &rows, below: "") }
        return rows.joined(separator: "\n") + "\n"
    }

    private static func append(_ spec: SettingSpec, to rows: inout [String], below prefix: String) {
        let key = prefix + spec.name
        let cells = ["`\(key)`", words(for: spec.type), fallback(of: spec), spec.documentation]
        rows.append("| \(cells.map(escaped).joined(separator: " | ")) |")
        for (inner, mark) in nested(in: spec.type) { append(inner, to: &rows, below: "\(key)\(mark).") }
    }

    /// The settings inside a type, with the mark that stands for its entries.
    private static func nested(in type: SettingType) -> [(spec: SettingSpec, mark: String)] {
        switch type {
        case .object(let specs): specs.map { ($0, "") }
        case .list(let element, _): nested(in: element).map { ($0.spec, "[]" + $0.mark) }
        case .table(let element, _): nested(in: element).map { ($0.spec, ".*" + $0.mark) }
        default: []
        }
    }

    private static func words(for type: SettingType) -> String {
        switch type {
        case .object: "a group"
        case .list(.object, let count): "a list of \(count.lowerBound) to \(count.upperBound) groups"
        case .table(.object, let count): "\(count.lowerBound) to \(count.upperBound) groups under names of your choice"
        default: type.allowedWords
        }
    }

    private static func fallback(of spec: SettingSpec) -> String {
        if spec.isRequired { return "required" }
        guard let value = spec.defaultValue else { return "" }
        if case (.object(let members), .object) = (value, spec.type), members.isEmpty { return "as below" }
        return "`\(value.text(as: spec.type))`"
    }

    /// Keeps a cell in its row: the bar parts cells and a line end parts rows.
    private static func escaped(_ cell: String) -> String {
        cell.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("|", with: "\\|")
    }
}
