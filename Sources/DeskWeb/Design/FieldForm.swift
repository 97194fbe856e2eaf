import ChannelKit
import DeskModel

/// A field as an admin types it.
struct FieldForm: Sendable, Hashable {
    /// One choice as it is typed.
    struct Row: Sendable, Hashable {
        var value = ""
        var english = ""
        var chinese = ""
        /// Values of the field above, with commas.
        var when = ""

        var isEmpty: Bool { value.isEmpty && english.isEmpty && chinese.isEmpty }
    }

    /// How many empty rows are offered at a time.
    private static let spareRows = 4

    var kind = TicketField.Kind.text
    var key = ""
    var english = ""
    var chinese = ""
    var englishHelp = ""
    var chineseHelp = ""
    var rows: [Row] = []
    var parent = ""
    var types: Set<String> = []
    var audience = TicketField.Audience.customers
    var isNeededToSolve = false
    var isRetired = false
    var position = "10"

    /// A form for a new field behind those there are.
    init(behind fields: [TicketField]) {
        position = String(((fields.map(\.position).max() ?? 0) / 10 + 1) * 10)
        addSpareRows()
    }

    /// The form of a field.
    init(_ field: TicketField) {
        let definition = field.definition
        kind = field.kind
        key = field.key
        english = definition.name.english
        chinese = definition.name.chinese
        englishHelp = definition.help.english
        chineseHelp = definition.help.chinese
        rows = definition.choices.map {
            Row(
                value: $0.value,
                english: $0.label.english,
                chinese: $0.label.chinese,
                when: $0.offeredWhen.joined(separator: ", ")
            )
        }
        parent = definition.parent ?? ""
        types = Set(definition.types)
        audience = definition.audience
        isNeededToSolve = definition.isNeededToSolve
        isRetired = field.isRetired
        position = String(field.position)
        addSpareRows()
    }

    /// What was submitted; kind and key of a field that exists stay.
    init(_ values: FormValues, of known: TicketField?) {
        kind = known?.kind ?? values["kind"].flatMap(TicketField.Kind.init) ?? .text
        key = known?.key ?? values.trimmed("key") ?? ""
        english = values.trimmed("english") ?? ""
        chinese = values.trimmed("chinese") ?? ""
        englishHelp = values.trimmed("help-english") ?? ""
        chineseHelp = values.trimmed("help-chinese") ?? ""
        parent = values["parent"] ?? ""
        types = Set(values.all("type").prefix(200))
        audience = values["audience"].flatMap(TicketField.Audience.init) ?? .customers
        isNeededToSolve = values["needed"] == "yes"
        isRetired = values["retired"] == "yes"
        position = values.trimmed("position") ?? ""
        let columns = ["value", "english", "chinese", "when"].map { values.all("choice-\($0)") }
        let count = min(columns.map(\.count).min() ?? 0, TicketField.maximumChoices + 50)
        rows = (0..<count).map { index in
            Row(
                value: Self.trimmed(columns[0][index]),
                english: Self.trimmed(columns[1][index]),
                chinese: Self.trimmed(columns[2][index]),
                when: Self.trimmed(columns[3][index])
            )
        }.filter { !$0.isEmpty }
        addSpareRows()
    }

    private mutating func addSpareRows() {
        let room = TicketField.maximumChoices - rows.count
        rows += Array(repeating: Row(), count: min(Self.spareRows, max(0, room)))
    }

    private static func trimmed(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The field that the form says, or nil with what is wrong.
    ///
    /// - Parameters:
    ///   - id: the field's id.
    ///   - design: what there is already.
    ///   - words: the reader's language.
    ///   - problems: gets what is wrong.
    /// - Returns: the field.
    func field(
        id: TicketFieldID,
        _ design: TicketDesign,
        _ words: Words,
        _ problems: inout FieldProblems
    ) -> TicketField? {
        let name = BilingualText(english: english, chinese: chinese)
        if name.isEmpty { problems.add("english", words.say("Please give a name.", "请填写名称。")) }
        for (field, text) in [("english", english), ("chinese", chinese)]
        where text.count > TicketField.maximumNameLength {
            problems.add(field, words.say("The name has at most 80 characters.", "名称最多 80 个字符。"))
        }
        for (field, text) in [("help-english", englishHelp), ("help-chinese", chineseHelp)]
        where text.count > TicketField.maximumLineLength {
            problems.add(field, words.say("The help has at most 250 characters.", "说明最多 250 个字符。"))
        }
        let key = key.isEmpty ? Slug.made(from: english) ?? "" : key
        checkKey(key, id, design, words, &problems)
        let place = Int(position) ?? -1
        if !(0...9_999).contains(place) {
            problems.add("position", words.say("The order is a number from 0 to 9999.", "顺序为 0 到 9999 的数字。"))
        }
        var choices: [FieldChoice] = []
        if kind == .select {
            if !parent.isEmpty, !design.mayDepend(key, on: parent) {
                problems.add(
                    "parent",
                    words.say("A field cannot depend on itself, or on nothing.", "字段不能依赖于自身或不存在的字段。")
                )
            }
            choices = self.choices(under: design[parent], words, &problems)
        }
        guard problems.isEmpty else { return nil }
        return TicketField(
            id: id,
            key: key,
            kind: kind,
            position: place,
            isRetired: isRetired,
            definition: TicketField.Definition(
                name: name,
                help: BilingualText(english: englishHelp, chinese: chineseHelp),
                choices: choices,
                parent: kind == .select && !parent.isEmpty ? parent : nil,
                types: types.sorted(),
                audience: audience,
                isNeededToSolve: isNeededToSolve
            )
        )
    }

    private func checkKey(
        _ key: String,
        _ id: TicketFieldID,
        _ design: TicketDesign,
        _ words: Words,
        _ problems: inout FieldProblems
    ) {
        guard Slug.isValid(key), key.count <= TicketField.maximumKeyLength else {
            return problems.add(
                "key",
                words.say(
                    "The key is made of small letters a–z, digits and single hyphens, at most 40.",
                    "键由小写字母 a–z、数字和单个连字符组成，最多 40 个字符。"
                )
            )
        }
        guard !Self.takenKeys.contains(key), !design.fields.contains(where: { $0.key == key && $0.id != id }) else {
            return problems.add("key", words.say("The key “\(key)” is taken.", "键“\(key)”已被使用。"))
        }
    }

    /// Keys that mean something else in forms.
    private static let takenKeys: Set<String> = ["type", "name", "email", "subject", "message", "file"]

    private func choices(
        under parent: TicketField?,
        _ words: Words,
        _ problems: inout FieldProblems
    ) -> [FieldChoice] {
        var choices: [FieldChoice] = []
        for (index, row) in rows.enumerated() where !row.isEmpty {
            let number = index + 1
            let value = row.value.isEmpty ? Slug.made(from: row.english) ?? "choice-\(number)" : row.value
            if !Slug.isValid(value) || value.count > TicketField.maximumKeyLength {
                problems.add(
                    "choices",
                    words.say(
                        "Choice \(number): a value is made of small letters a–z, digits and single hyphens, at most 40.",
                        "选项 \(number)：值由小写字母 a–z、数字和单个连字符组成，最多 40 个字符。"
                    )
                )
            }
            if choices.contains(where: { $0.value == value }) {
                problems.add(
                    "choices",
                    words.say("Choice \(number): the value “\(value)” stands twice.", "选项 \(number)：值“\(value)”重复。")
                )
            }
            if max(row.english.count, row.chinese.count) > TicketField.maximumNameLength {
                problems.add(
                    "choices",
                    words.say("Choice \(number): at most 80 characters.", "选项 \(number)：最多 80 个字符。")
                )
            }
            let label = BilingualText(english: row.english, chinese: row.chinese)
            choices.append(
                FieldChoice(
                    value: value,
                    label: label.isEmpty ? BilingualText(english: value, chinese: "") : label,
                    offeredWhen: offeredWhen(row.when, number, parent, words, &problems)
                )
            )
        }
        if choices.isEmpty {
            problems.add("choices", words.say("Please give at least one choice.", "请至少填写一个选项。"))
        }
        if choices.count > TicketField.maximumChoices {
            problems.add(
                "choices",
                words.say("At most \(TicketField.maximumChoices) choices.", "最多 \(TicketField.maximumChoices) 个选项。")
            )
        }
        return choices
    }

    /// The values above that a choice goes with, named by value or label.
    private func offeredWhen(
        _ text: String,
        _ number: Int,
        _ parent: TicketField?,
        _ words: Words,
        _ problems: inout FieldProblems
    ) -> [String] {
        guard let parent else { return [] }
        var values: [String] = []
        for part in text.split(whereSeparator: { ",，、".contains($0) }).prefix(TicketField.maximumChoices) {
            let wanted = Self.trimmed(String(part))
            guard !wanted.isEmpty else { continue }
            let choice =
                parent.definition.choices.first { $0.value == wanted.lowercased() }
                ?? parent.definition.choices.first { $0.label.isNamed(wanted) }
            guard let choice else {
                problems.add(
                    "choices",
                    words.say(
                        "Choice \(number): “\(wanted.prefix(60))” is no choice of “\(words.say(parent.definition.name))”.",
                        "选项 \(number)：“\(wanted.prefix(60))”不是“\(words.say(parent.definition.name))”的选项。"
                    )
                )
                continue
            }
            if !values.contains(choice.value) { values.append(choice.value) }
        }
        return values
    }
}
