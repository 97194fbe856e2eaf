import ChannelKit

/// A setting as plain JSON, secrets included; only for trying things out.
indirect enum SettingInput: Decodable, Sendable {
    case text(String)
    case integer(Int64)
    case boolean(Bool)
    case list([SettingInput])
    case object([String: SettingInput])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .boolean(flag)
        } else if let number = try? container.decode(Int64.self) {
            self = .integer(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([SettingInput].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: SettingInput].self))
        }
    }

    /// The settings of a channel; what is not given has its default or is absent, required or not.
    ///
    /// - Throws: ``ProbeInputError`` with the name of a setting that nobody knows or whose value does not fit.
    static func settings(_ inputs: [String: SettingInput], of specs: [SettingSpec]) throws -> ChannelSettings {
        ChannelSettings(try values(inputs, of: specs, at: "settings"))
    }

    private static func values(
        _ inputs: [String: SettingInput],
        of specs: [SettingSpec],
        at path: String
    ) throws -> [String: SettingValue] {
        var values: [String: SettingValue] = [:]
        for spec in specs { values[spec.name] = spec.defaultValue }
        for (name, input) in inputs {
            guard let spec = specs.first(where: { $0.name == name }) else {
                let known = specs.map(\.name).sorted().joined(separator: ", ")
                throw ProbeInputError("`\(path).\(name)` is no setting; allowed: \(known)")
            }
            values[name] = try input.value(of: spec.type, at: "\(path).\(name)")
        }
        return values
    }

    private func value(of type: SettingType, at path: String) throws -> SettingValue {
        switch (type, self) {
        case (.secret, .text(let text)): return .secrets([Secret(text)])
        case (.secret, .list(let list)):
            return .secrets(
                try list.map { element in
                    guard case .text(let text) = element else {
                        throw ProbeInputError("`\(path)` is no text or list of texts")
                    }
                    return Secret(text)
                }
            )
        case (.integer, .integer(let number)), (.size, .integer(let number)): return .integer(number)
        case (.duration, .integer(let seconds)): return .duration(.seconds(seconds))
        case (.boolean, .boolean(let flag)): return .boolean(flag)
        case (.list(let element, _), .list(let list)):
            return .list(try list.map { try $0.value(of: element, at: path) })
        case (.object(let specs), .object(let members)):
            return .object(try Self.values(members, of: specs, at: path))
        case (.table(let element, _), .object(let members)):
            return .object(try members.mapValues { try $0.value(of: element, at: path) })
        case (.choice(let choices), .text(let text)):
            guard choices.contains(text) else {
                throw ProbeInputError("`\(path)` is none of its choices; allowed: \(choices.joined(separator: ", "))")
            }
            return .text(text)
        case (.text, .text(let text)), (.emailAddress, .text(let text)), (.url, .text(let text)),
            (.path, .text(let text)), (.channel, .text(let text)), (.region, .text(let text)):
            return .text(text)
        case (.text, .integer(let number)): return .text(String(number))
        default: throw ProbeInputError("`\(path)` has a value of another type")
        }
    }
}
