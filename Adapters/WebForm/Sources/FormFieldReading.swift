import ChannelKit

/// Reads the setting `fields` and finds out which field plays which role.
enum FormFieldReading {
    /// The fields in order, each role with at most one field; the standard ones when none is configured.
    static func fields(_ values: [SettingValue]) throws(SettingProblem) -> [FormField] {
        guard !values.isEmpty else { return FormField.standard }
        var fields: [FormField] = []
        for (index, value) in values.enumerated() {
            guard case .object(let members) = value else { continue }
            fields.append(try field(ChannelSettings(members), at: "fields[\(index)]", after: fields))
        }
        try giveRoles(&fields)
        guard fields.contains(where: { $0.role == .email || $0.role == .phone }) else {
            throw SettingProblem(
                path: "fields",
                problem: "nothing asks how the person can be reached",
                allowed: "a field of type email or phone"
            )
        }
        guard fields.contains(where: { $0.role == .message }) else {
            throw SettingProblem(
                path: "fields",
                problem: "nothing asks for the message",
                allowed: "a field of type multiline, with the role message when there are several"
            )
        }
        guard fields.count(where: { $0.kind == .file }) <= 1 else {
            throw SettingProblem(
                path: "fields",
                problem: "there are several file fields",
                allowed: "one field of type file, which takes several files"
            )
        }
        return fields
    }

    private static func field(
        _ settings: ChannelSettings,
        at path: String,
        after earlier: [FormField]
    ) throws(SettingProblem) -> FormField {
        let name = settings.text("name") ?? ""
        guard isFieldName(name) else {
            throw SettingProblem(
                path: "\(path).name",
                problem: "`\(name.prefix(64))` is no field name",
                allowed: "up to 64 of a-z, 0-9, - and _, beginning with a letter"
            )
        }
        guard !earlier.contains(where: { $0.name == name }) else {
            throw SettingProblem(
                path: "\(path).name",
                problem: "`\(name)` is the name of an earlier field",
                allowed: "a name of its own for every field"
            )
        }
        var field = FormField(
            name: name,
            kind: settings.text("type").flatMap(FormField.Kind.init(rawValue:)) ?? .text,
            role: settings.text("role").flatMap(FormField.Role.init(rawValue:)),
            label: LocalizedText(settings, at: "label"),
            help: LocalizedText(settings, at: "help"),
            isRequired: settings.flag("required"),
            maximumLength: settings.integer("maximum_length").map(Int.init),
            dependsOn: settings.text("depends_on")
        )
        if let role = field.role, !role.kinds.contains(field.kind) {
            throw SettingProblem(
                path: "\(path).role",
                problem: "a field of type \(field.kind.rawValue) cannot be the \(role.rawValue)",
                allowed: "a field of type " + role.kinds.map(\.rawValue).sorted().joined(separator: " or ")
            )
        }
        field.choices = try choices(settings, of: field, at: path, after: earlier)
        return field
    }

    private static func choices(
        _ settings: ChannelSettings,
        of field: FormField,
        at path: String,
        after earlier: [FormField]
    ) throws(SettingProblem) -> [FormField.Choice] {
        var choices: [FormField.Choice] = []
        var parentChoices: Set<String> = []
        if let parentName = field.dependsOn {
            guard field.kind == .select, let parent = earlier.first(where: { $0.name == parentName }),
                parent.kind == .select
            else {
                throw SettingProblem(
                    path: "\(path).depends_on",
                    problem: "`\(parentName)` is no select before this one",
                    allowed: "the name of an earlier field of type select, on a field of type select"
                )
            }
            parentChoices = Set(parent.choices.map(\.value))
        }
        for (index, value) in settings.list("choices").enumerated() {
            guard case .object(let members) = value else { continue }
            let settings = ChannelSettings(members)
            let choice = FormField.Choice(
                value: settings.text("value") ?? "",
                label: LocalizedText(settings, at: "label"),
                offeredWhen: Set(settings.texts("when"))
            )
            if choice.value.isEmpty || choices.contains(where: { $0.value == choice.value }) {
                throw SettingProblem(
                    path: "\(path).choices[\(index)].value",
                    problem: "`\(choice.value.prefix(64))` is empty or stands there twice",
                    allowed: "a value of its own for every choice"
                )
            }
            if let stranger = choice.offeredWhen.subtracting(parentChoices).sorted().first {
                throw SettingProblem(
                    path: "\(path).choices[\(index)].when",
                    problem: "`\(stranger.prefix(64))` is no choice of the field depended on",
                    allowed: field.dependsOn == nil
                        ? "no `when` unless depends_on names a select"
                        : "one of " + parentChoices.sorted().prefix(20).joined(separator: ", ")
                )
            }
            choices.append(choice)
        }
        guard (field.kind == .select) == !choices.isEmpty else {
            throw SettingProblem(
                path: "\(path).choices",
                problem: field.kind == .select ? "is missing" : "a field of type \(field.kind.rawValue) has none",
                allowed: "choices on every select, and on no other field"
            )
        }
        return choices
    }

    /// Gives the roles nobody has to the fields that plainly have them, and refuses a role with two fields.
    private static func giveRoles(_ fields: inout [FormField]) throws(SettingProblem) {
        for role in FormField.Role.allCases {
            let holders = fields.indices.filter { fields[$0].role == role }
            if holders.count > 1 {
                throw SettingProblem(
                    path: "fields[\(holders[1])].role",
                    problem: "`\(fields[holders[0]].name)` is the \(role.rawValue) already",
                    allowed: "each role on one field"
                )
            }
            guard holders.isEmpty else { continue }
            let fitting = fields.indices.filter { fields[$0].role == nil && role.kinds.contains(fields[$0].kind) }
            let named = fitting.first { fields[$0].name == role.rawValue }
            let only = fitting.count == 1 && role != .name && role != .subject ? fitting.first : nil
            if let index = named ?? only { fields[index].role = role }
        }
        // Several mail addresses and none of them named: the first is where an answer goes, rather than nowhere.
        if !fields.contains(where: { $0.role == .email }), let first = fields.firstIndex(where: { $0.kind == .email }) {
            fields[first].role = .email
        }
    }

    private static func isFieldName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (97...122).contains(first), name.utf8.count <= 64 else { return false }
        return name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
    }
}
