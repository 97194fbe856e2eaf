import ChannelKit

/// Checks groups of a document against specifications and collects everything that is wrong.
///
/// No error repeats a value: whoever pastes a password into the wrong line must not find it in a log. Names of keys are
/// repeated when they look like names.
struct SettingsChecker {
    /// A setting that names another channel; resolved when all channels are known.
    struct ChannelReference {
        var path: String
        var position: SourcePosition
        var name: String
    }

    /// Where relative paths start; nil leaves paths as they are written.
    let dataFolder: String?
    let environment: ConfigurationEnvironment
    /// Whether a secret that cannot be read is a warning: so for channels that are turned off.
    var toleratesMissingSecrets = false
    private(set) var errors: [DocumentProblem] = []
    private(set) var warnings: [DocumentProblem] = []
    private(set) var positions: [String: SourcePosition] = [:]
    private(set) var references: [ChannelReference] = []

    init(dataFolder: String?, environment: ConfigurationEnvironment) {
        self.dataFolder = dataFolder
        self.environment = environment
    }

    /// Notes an error.
    mutating func refuse(_ path: String, at position: SourcePosition, _ problem: String, _ allowed: String) {
        errors.append(DocumentProblem(position: position, keyPath: path, problem: problem, allowed: allowed))
    }

    /// Notes a warning.
    mutating func warn(_ path: String, at position: SourcePosition, _ problem: String, _ advice: String) {
        warnings.append(DocumentProblem(position: position, keyPath: path, problem: problem, allowed: advice))
    }

    /// The place of a setting, or of the nearest group around it that was written.
    func position(of path: String) -> SourcePosition { positions.nearest(to: path) }

    /// Remembers where a setting stands.
    mutating func note(_ path: String, at position: SourcePosition) { positions[path] = position }

    /// Checks a group: unknown keys, missing keys, and each value.
    ///
    /// `position` is the place of the group's own key, for what is missing in it; `others` are further keys that may stand
    /// in the group and are checked elsewhere; `ignoringUnknown` is for groups of which not all keys are known. The result
    /// has defaults filled in; values that are wrong are absent, with an error noted.
    mutating func settings(
        of node: DocumentNode,
        _ specs: [SettingSpec],
        at path: String,
        position: SourcePosition,
        besides others: [SettingSpec] = [],
        ignoringUnknown: Bool = false
    ) -> [String: SettingValue] {
        guard let entries = node.isNothing ? [] : node.entries else {
            refuse(path, at: node.position, node.shape, SettingType.object(specs + others).allowedWords)
            return [:]
        }
        if !ignoringUnknown { refuseUnknown(entries, specs + others, at: path) }
        var values: [String: SettingValue] = [:]
        for spec in specs {
            let keyPath = join(path, spec.name)
            if let entry = entries.first(where: { $0.key == spec.name }) {
                if case .scalar = entry.value.content, !entry.value.isNothing {
                    note(keyPath, at: entry.value.position)
                } else {
                    note(keyPath, at: entry.keyPosition)
                }
                values[spec.name] = value(of: entry, spec, at: keyPath)
            } else if let fallback = spec.defaultValue {
                values[spec.name] = filled(fallback, spec.type, at: keyPath, position: position)
            } else if spec.isRequired {
                refuse(keyPath, at: position, "is missing", spec.type.allowedWords)
            }
        }
        return values
    }

    private mutating func value(of entry: DocumentNode.Entry, _ spec: SettingSpec, at path: String) -> SettingValue? {
        if entry.value.isNothing {
            switch spec.type {
            case .object, .list, .table: break
            default:
                refuse(path, at: entry.keyPosition, "has no value", spec.type.allowedWords)
                return nil
            }
        }
        if spec.isRequired, case .text = spec.type, entry.value.text == "" {
            refuse(path, at: entry.value.position, "is empty", spec.type.allowedWords)
            return nil
        }
        return value(of: entry.value, spec.type, at: path, position: entry.keyPosition)
    }

    /// Fills a group that stands by default with the defaults of its settings.
    private mutating func filled(
        _ fallback: SettingValue,
        _ type: SettingType,
        at path: String,
        position: SourcePosition
    ) -> SettingValue {
        switch (fallback, type) {
        case (.object(let members), .object(let specs)) where members.isEmpty:
            let empty = DocumentNode(position: position, content: .mapping([]))
            return .object(settings(of: empty, specs, at: path, position: position))
        case (.text(let text), .path): return .text(absolutePath(text))
        case (.list(let values), .list(let element, _)):
            return .list(values.map { filled($0, element, at: path, position: position) })
        default: return fallback
        }
    }

    private mutating func refuseUnknown(_ entries: [DocumentNode.Entry], _ specs: [SettingSpec], at path: String) {
        for entry in entries where !specs.contains(where: { $0.name == entry.key }) {
            // Looking for what was meant costs more than all else; nobody reads so many errors.
            let nearest = errors.count < 100 ? nearestName(to: entry.key, among: specs.map(\.name)) : nil
            let hint = nearest.map { ", did you mean `\($0)`?" } ?? ""
            let isShowable = entry.key.isShowableKey
            refuse(
                isShowable ? join(path, entry.key) : path.isEmpty ? "document" : path,
                at: entry.keyPosition,
                isShowable ? "is no known key\(hint)" : "has a key that is not known",
                "allowed here: \(SettingType.names(of: specs))"
            )
        }
    }

    /// Checks one value.
    mutating func value(
        of node: DocumentNode,
        _ type: SettingType,
        at path: String,
        position: SourcePosition
    ) -> SettingValue? {
        switch type {
        case .object(let specs):
            let before = errors.count
            let values = settings(of: node, specs, at: path, position: position)
            return errors.count == before ? .object(values) : nil
        case .list(let element, let count): return list(of: node, element, count, at: path)
        case .table(let element, let count): return table(of: node, element, count, at: path)
        case .secret: return secrets(of: node, at: path).map(SettingValue.secrets)
        default: return scalar(of: node, type, at: path)
        }
    }

    private mutating func list(
        of node: DocumentNode,
        _ type: SettingType,
        _ count: ClosedRange<Int>,
        at path: String
    ) -> SettingValue? {
        let whole = SettingType.list(of: type, count: count)
        var elements: [DocumentNode] = []
        if case .list(let nodes) = node.content {
            elements = nodes
        } else if !node.isNothing {
            refuse(path, at: node.position, node.shape, whole.allowedWords)
            return nil
        }
        guard count.contains(elements.count) else {
            refuse(path, at: position(of: path), "has \(elements.count) entries", whole.allowedWords)
            return nil
        }
        let values = elements.enumerated().compactMap { index, element in
            note("\(path)[\(index)]", at: element.position)
            return value(of: element, type, at: "\(path)[\(index)]", position: element.position)
        }
        return values.count == elements.count ? .list(values) : nil
    }

    private mutating func table(
        of node: DocumentNode,
        _ type: SettingType,
        _ count: ClosedRange<Int>,
        at path: String
    ) -> SettingValue? {
        let whole = SettingType.table(of: type, count: count)
        guard let entries = node.isNothing ? [] : node.entries else {
            refuse(path, at: node.position, node.shape, whole.allowedWords)
            return nil
        }
        guard count.contains(entries.count) else {
            refuse(path, at: position(of: path), "has \(entries.count) entries", whole.allowedWords)
            return nil
        }
        var values: [String: SettingValue] = [:]
        for (index, entry) in entries.enumerated() {
            let keyPath = entry.key.isShowableKey ? join(path, entry.key) : "\(path)[\(index)]"
            guard entry.key.count <= 200 else {
                refuse(keyPath, at: entry.keyPosition, "has a name that is too long", "names of at most 200 characters")
                continue
            }
            note(keyPath, at: entry.keyPosition)
            values[entry.key] = value(of: entry.value, type, at: keyPath, position: entry.keyPosition)
        }
        return values.count == entries.count ? .object(values) : nil
    }

    /// Notes a reference to a channel.
    mutating func noteReference(_ name: String, at path: String, position: SourcePosition) {
        references.append(ChannelReference(path: path, position: position, name: name))
    }

    /// A path made absolute below the data folder.
    func absolutePath(_ text: String) -> String { dataFolder.map { joinPath($0, text) } ?? text }
}

/// The path of a key below a group.
func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

/// A path from a folder; an absolute path stays as it is.
///
/// Empty and `.` steps are dropped.
func joinPath(_ folder: String, _ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : "\(folder)/\(path)"
    return "/" + whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
}

extension [String: SourcePosition] {
    /// The place of a key path, or of the nearest written group around it.
    func nearest(to path: String) -> SourcePosition {
        var rest = path[...]
        while true {
            if let position = self[String(rest)] { return position }
            guard let end = rest.lastIndex(where: { $0 == "." || $0 == "[" }) else { return .start }
            rest = rest[..<end]
        }
    }
}
