import ChannelKit

/// The types of a manifest's settings.
enum ManifestTypes {
    private static let maximumDepth = 8
    private static let names = [
        "text", "integer", "boolean", "duration", "size", "choice", "secret", "email-address", "url", "path", "channel",
        "region", "list", "object", "table",
    ]

    /// Reads the type of a setting, or of the elements of a list or table.
    ///
    /// `common` are the keys that may stand beside those of the type.
    static func read(
        _ node: DocumentNode,
        at path: String,
        allowing common: [String],
        depth: Int,
        with checker: inout SettingsChecker
    ) -> SettingType? {
        guard let entries = node.entries, depth <= maximumDepth else {
            // A setting that is no group at all was told of already.
            if depth > maximumDepth || !common.contains("name") {
                checker.refuse(
                    path,
                    at: node.position,
                    "is no type",
                    "a group with `type`, at most \(maximumDepth) levels deep"
                )
            }
            return nil
        }
        let typePath = "\(path).type"
        guard let name = node["type"]?.text, names.contains(name) else {
            let position = node["type"]?.position ?? node.position
            let hint = node["type"]?.text.flatMap { nearestName(to: $0, among: names) }
            checker.refuse(
                typePath,
                at: position,
                node["type"] == nil ? "is missing" : "is no type" + (hint.map { ", did you mean `\($0)`?" } ?? ""),
                "one of \(names.joined(separator: ", "))"
            )
            return nil
        }
        let allowed = (common.isEmpty ? ["type"] : common) + keys(of: name)
        for entry in entries where !allowed.contains(entry.key) {
            let hint = nearestName(to: entry.key, among: allowed).map { ", did you mean `\($0)`?" } ?? ""
            checker.refuse(
                entry.key.isShowableKey ? "\(path).\(entry.key)" : path,
                at: entry.keyPosition,
                "is no known key\(hint)",
                "allowed for \(name): \(allowed.joined(separator: ", "))"
            )
        }
        return type(name, node, at: path, depth: depth, with: &checker)
    }

    private static func keys(of type: String) -> [String] {
        switch type {
        case "text": ["maximum"]
        case "integer", "duration", "size": ["range"]
        case "choice": ["choices"]
        case "list", "table": ["of", "count"]
        case "object": ["settings"]
        default: []
        }
    }

    private static func type(
        _ name: String,
        _ node: DocumentNode,
        at path: String,
        depth: Int,
        with checker: inout SettingsChecker
    ) -> SettingType? {
        switch name {
        case "text": text(node, at: path, with: &checker)
        case "integer":
            range(node, at: path, "range", 1...Int64.max, required: true, wholeNumber, "1..100", with: &checker)
                .map(SettingType.integer)
        case "boolean": .boolean
        case "duration":
            range(node, at: path, "range", .zero...TimeSpan.maximum, TimeSpan.read, "10s..24h", with: &checker)
                .map(SettingType.duration)
        case "size":
            range(node, at: path, "range", 0...ByteCount.maximum, ByteCount.read, "1KB..25MB", with: &checker)
                .map(SettingType.size)
        case "choice": choice(node, at: path, with: &checker)
        case "secret": .secret
        case "email-address": .emailAddress
        case "url": .url
        case "path": .path
        case "channel": .channel
        case "region": .region
        case "object": object(node, at: path, depth: depth, with: &checker)
        default: collection(name, node, at: path, depth: depth, with: &checker)
        }
    }

    private static func text(_ node: DocumentNode, at path: String, with checker: inout SettingsChecker) -> SettingType?
    {
        guard let written = node["maximum"] else { return .text(maximum: 1000) }
        let value = checker.value(
            of: written,
            .integer(1...1_000_000),
            at: "\(path).maximum",
            position: written.position
        )
        guard case .integer(let maximum) = value else { return nil }
        return .text(maximum: Int(maximum))
    }

    private static func choice(
        _ node: DocumentNode,
        at path: String,
        with checker: inout SettingsChecker
    ) -> SettingType? {
        let type = SettingType.list(of: .text(maximum: 64), count: 1...100)
        let written = node["choices"] ?? DocumentNode(position: node.position, content: .list([]))
        let path = "\(path).choices"
        checker.note(path, at: written.position)
        guard case .list(let values) = checker.value(of: written, type, at: path, position: written.position) else {
            return nil
        }
        return .choice(values.map(\.text))
    }

    private static func object(
        _ node: DocumentNode,
        at path: String,
        depth: Int,
        with checker: inout SettingsChecker
    ) -> SettingType? {
        guard let settings = node["settings"] else {
            checker.refuse("\(path).settings", at: node.position, "is missing", "a list of settings")
            return nil
        }
        return .object(ManifestSettings.read(settings, at: "\(path).settings", depth: depth + 1, with: &checker))
    }

    private static func collection(
        _ name: String,
        _ node: DocumentNode,
        at path: String,
        depth: Int,
        with checker: inout SettingsChecker
    ) -> SettingType? {
        guard let of = node["of"] else {
            checker.refuse("\(path).of", at: node.position, "is missing", "the type of the entries")
            return nil
        }
        let element = read(of, at: "\(path).of", allowing: [], depth: depth + 1, with: &checker)
        let counts = range(node, at: path, "count", 0...100, wholeNumber, "0..20", with: &checker)
        guard let element, let counts else { return nil }
        guard counts.lowerBound >= 0, counts.upperBound <= 10_000 else {
            checker.refuse("\(path).count", at: node["count"]?.position ?? node.position, "is too wide", "0..10000")
            return nil
        }
        let count = Int(counts.lowerBound)...Int(counts.upperBound)
        return name == "list" ? .list(of: element, count: count) : .table(of: element, count: count)
    }

    private static func range<Bound: Comparable>(
        _ node: DocumentNode,
        at path: String,
        _ key: String,
        _ fallback: ClosedRange<Bound>,
        required: Bool = false,
        _ read: (String) -> Bound?,
        _ example: String,
        with checker: inout SettingsChecker
    ) -> ClosedRange<Bound>? {
        let path = "\(path).\(key)"
        guard let written = node[key] else {
            guard required else { return fallback }
            checker.refuse(path, at: node.position, "is missing", "a range such as \(example)")
            return nil
        }
        let parts = (written.text ?? "").split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, let lower = read(String(parts[0])),
            let upper = read(String(parts[2])),
            lower <= upper
        else {
            checker.refuse(path, at: written.position, "is no range", "a range such as \(example), both ends included")
            return nil
        }
        return lower...upper
    }
}
