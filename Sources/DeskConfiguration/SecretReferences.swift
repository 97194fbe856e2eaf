import ChannelKit

extension SettingsChecker {
    /// The largest file a secret is read from, in octets; enough for a private key with its certificates.
    private static let maximumSecretOctets = 65_536

    /// Resolves the references of a secret.
    ///
    /// Neither a literal nor a reference that looks like one is ever repeated.
    mutating func secrets(of node: DocumentNode, at path: String) -> [Secret]? {
        guard case .list(let nodes) = node.content else {
            return secret(of: node, at: path).map { [$0] }
        }
        guard (1...2).contains(nodes.count) else {
            refuse(path, at: position(of: path), "has \(nodes.count) entries", SettingType.secret.allowedWords)
            return nil
        }
        let found = nodes.enumerated().compactMap { secret(of: $0.element, at: "\(path)[\($0.offset)]") }
        return found.count == nodes.count ? found : nil
    }

    private mutating func secret(of node: DocumentNode, at path: String) -> Secret? {
        guard case .mapping(let entries) = node.content else {
            let problem = if case .list = node.content { "is a list" } else { "is a secret written out in the file" }
            refuse(path, at: node.position, problem, SettingType.secret.allowedWords)
            return nil
        }
        guard entries.count == 1, let entry = entries.first, let target = entry.value.text, !target.isEmpty else {
            refuse(path, at: node.position, "is no reference to a secret", SettingType.secret.allowedWords)
            return nil
        }
        switch entry.key {
        case "env": return variable(target, at: path, position: entry.value.position)
        case "file": return file(target, at: path, position: entry.value.position)
        default:
            refuse(path, at: entry.keyPosition, "is no reference to a secret", SettingType.secret.allowedWords)
            return nil
        }
    }

    private mutating func variable(_ name: String, at path: String, position: SourcePosition) -> Secret? {
        let allowed = "the name of an environment variable that is set, in A-Z, 0-9 and _"
        guard isVariableName(name) else {
            refuse(path, at: position, "names no environment variable", allowed)
            return nil
        }
        guard let value = environment.variables[name] else {
            missing(path, at: position, "names an environment variable that is not set (\(name))", allowed)
            return nil
        }
        guard !value.isEmpty else {
            missing(path, at: position, "names an environment variable that is empty (\(name))", allowed)
            return nil
        }
        guard value.utf8.count <= Self.maximumSecretOctets, !value.holdsControl(exceptLines: true) else {
            refuse(path, at: position, "is too long or holds a control character", "printable text up to 64 KiB")
            return nil
        }
        return Secret(value)
    }

    private mutating func file(_ name: String, at path: String, position: SourcePosition) -> Secret? {
        let allowed = "a file of up to 64 KiB that only its owner and group may read (chmod 640 or stricter)"
        let found: ReadFile
        do {
            found = try environment.readFile(absolutePath(name), Self.maximumSecretOctets)
        } catch {
            missing(
                path,
                at: position,
                "names a file that \(error.words)",
                "\(allowed); paths start at the data folder"
            )
            return nil
        }
        guard !found.isTooOpen else {
            refuse(path, at: position, "names a file that everybody on this machine may use", allowed)
            return nil
        }
        guard let text = String(validating: found.octets, as: UTF8.self), !text.holdsControl(exceptLines: true) else {
            refuse(path, at: position, "names a file that holds no plain text", allowed)
            return nil
        }
        // Editors end files with a line end that is no part of the secret.
        let value = text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
        guard !value.isEmpty else {
            missing(path, at: position, "names a file that is empty", allowed)
            return nil
        }
        return Secret(value)
    }

    private mutating func missing(_ path: String, at position: SourcePosition, _ problem: String, _ allowed: String) {
        if toleratesMissingSecrets {
            warn(path, at: position, problem, "needed before the channel is turned on: \(allowed)")
        } else {
            refuse(path, at: position, problem, allowed)
        }
    }
}

/// Whether text is the conventional name of a variable.
///
/// Others are refused unseen: they may be the secret itself.
private func isVariableName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
        && text.utf8.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "_") }
            == true
        && text.utf8.allSatisfy { octet in
            switch octet {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
}
