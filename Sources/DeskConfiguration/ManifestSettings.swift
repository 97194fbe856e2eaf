import ChannelKit

/// The `settings` of a manifest.
enum ManifestSettings {
    /// How deep groups, lists and tables may lie in each other.
    private static let maximumDepth = 8
    private static let maximumCount = 200
    private static let common = ["name", "type", "required", "default", "doc"]

    /// Reads a list of specifications.
    static func read(
        _ node: DocumentNode,
        at path: String,
        depth: Int,
        with checker: inout SettingsChecker
    ) -> [SettingSpec] {
        guard case .list(let elements) = node.content, elements.count <= maximumCount, depth <= maximumDepth else {
            if node.isNothing, depth == 1 { return [] }
            checker.refuse(
                path,
                at: node.position,
                "is no list of settings",
                "a list of at most \(maximumCount) settings, at most \(maximumDepth) levels deep"
            )
            return []
        }
        var names: Set<String> = []
        return elements.enumerated().compactMap { index, element in
            let path = "\(path)[\(index)]"
            checker.note(path, at: element.position)
            guard let spec = spec(element, at: path, depth: depth, with: &checker) else { return nil }
            if !names.insert(spec.name).inserted {
                checker.refuse("\(path).name", at: element.position, "is the name of another setting", "each name once")
            }
            return spec
        }
    }

    private static func spec(
        _ node: DocumentNode,
        at path: String,
        depth: Int,
        with checker: inout SettingsChecker
    ) -> SettingSpec? {
        let name = SettingSpec(name: "name", type: .text(maximum: 60), isRequired: true, documentation: "")
        let doc = SettingSpec(
            name: "doc",
            type: .text(maximum: ManifestReader.maximumDocumentation),
            isRequired: true,
            documentation: ""
        )
        let required = SettingSpec(
            name: "required",
            type: .boolean,
            defaultValue: .boolean(false),
            documentation: ""
        )
        let head = ChannelSettings(
            checker.settings(
                of: node,
                [name, doc, required],
                at: path,
                position: node.position,
                ignoringUnknown: true
            )
        )
        let type = ManifestTypes.read(node, at: path, allowing: common, depth: depth, with: &checker)
        guard let type, let name = head.text("name"), let documentation = head.text("doc") else { return nil }
        checker.note("\(path).name", at: node["name"]?.position ?? node.position)
        guard isSettingName(name) else {
            checker.refuse(
                "\(path).name",
                at: checker.position(of: "\(path).name"),
                "is no name of a setting",
                "a-z, 0-9 and _, beginning with a letter"
            )
            return nil
        }
        let isRequired = head.flag("required")
        let fallback = fallback(in: node, type, isRequired: isRequired, at: path, with: &checker)
        return SettingSpec(
            name: name,
            type: type,
            isRequired: isRequired,
            defaultValue: fallback,
            documentation: documentation
        )
    }

    private static func fallback(
        in node: DocumentNode,
        _ type: SettingType,
        isRequired: Bool,
        at path: String,
        with checker: inout SettingsChecker
    ) -> SettingValue? {
        guard let entry = node.entries?.first(where: { $0.key == "default" }) else { return nil }
        let path = "\(path).default"
        let refusal: (problem: String, allowed: String)? =
            switch type {
            case _ where isRequired: ("stands beside `required: true`", "a required setting without a default")
            case .secret, .channel: ("stands where none can be", "no default for secrets and channels")
            case .object where entry.value.entries?.isEmpty != true:
                ("is no empty group", "{} for a group that is filled from its settings' defaults")
            default: nil
            }
        if let refusal {
            checker.refuse(path, at: entry.keyPosition, refusal.problem, refusal.allowed)
            return nil
        }
        if case .object = type { return .object([:]) }
        checker.note(path, at: entry.keyPosition)
        return checker.value(of: entry.value, type, at: path, position: entry.keyPosition)
    }

    private static func isSettingName(_ text: String) -> Bool {
        text.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } == true
            && text.utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
