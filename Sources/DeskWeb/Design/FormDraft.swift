import DeskModel

/// A request form as an admin designs it.
struct FormDraft: Sendable, Hashable {
    /// A field that may stand on the form.
    struct Row: Sendable, Hashable {
        let field: TicketField
        var isOn: Bool
        var order: String
        var isRequired: Bool
    }

    var englishTitle = ""
    var chineseTitle = ""
    var englishIntroduction = ""
    var chineseIntroduction = ""
    var rows: [Row]
    var type = ""
    /// The type that the form has already, retired or not: it stays until somebody chooses another.
    var kept: String?
    var isOpen = false
    var position = "10"

    /// The form as it is, or a new one.
    init(_ form: RequestForm?, _ design: TicketDesign) {
        let items = form?.definition.items ?? []
        let available = Self.available(design)
        let onForm = items.compactMap { item in available.first { $0.id == item.field }.map { ($0, item.isRequired) } }
        let others = available.filter { field in !onForm.contains { $0.0.id == field.id } }
        rows =
            onForm.enumerated().map { index, item in
                Row(field: item.0, isOn: true, order: String((index + 1) * 10), isRequired: item.1)
            }
            + others.enumerated().map { index, field in
                Row(field: field, isOn: false, order: String((onForm.count + index + 1) * 10), isRequired: false)
            }
        guard let form else { return }
        englishTitle = form.definition.title.english
        chineseTitle = form.definition.title.chinese
        englishIntroduction = form.definition.introduction.english
        chineseIntroduction = form.definition.introduction.chinese
        type = form.definition.type ?? ""
        kept = form.definition.type
        isOpen = form.isOpen
        position = String(form.position)
    }

    /// What was submitted, to change a form or to add one.
    init(_ values: FormValues, _ form: RequestForm?, _ design: TicketDesign) {
        kept = form?.definition.type
        englishTitle = values.trimmed("title-english") ?? ""
        chineseTitle = values.trimmed("title-chinese") ?? ""
        englishIntroduction = values.trimmed("introduction-english") ?? ""
        chineseIntroduction = values.trimmed("introduction-chinese") ?? ""
        type = values["type"] ?? ""
        isOpen = values["open"] == "yes"
        position = values.trimmed("position") ?? ""
        let on = Set(values.all("on"))
        let required = Set(values.all("required"))
        rows = Self.available(design).map { field in
            Row(
                field: field,
                isOn: on.contains(field.key),
                order: values.trimmed("order-\(field.key)") ?? "",
                isRequired: required.contains(field.key)
            )
        }
    }

    /// The fields that may stand on forms.
    private static func available(_ design: TicketDesign) -> [TicketField] {
        design.fields.filter { !$0.isRetired && $0.definition.audience == .customers }
    }

    /// The types that its tickets may get: those in use, and the one they get already.
    func types(_ design: TicketDesign) -> [String] {
        let active = design.activeTypes
        guard let kept, !active.contains(kept) else { return active }
        return active + [kept]
    }

    /// The fields on the form in their order.
    var items: [RequestForm.Item] {
        rows.enumerated().filter(\.element.isOn)
            .map { index, row in (order: Int(row.order) ?? .max, index: index, row: row) }
            .sorted { ($0.order, $0.index) < ($1.order, $1.index) }
            .map { RequestForm.Item(field: $0.row.field.id, isRequired: $0.row.isRequired) }
    }

    /// The form that the draft says, whatever is wrong with it; for a look at it.
    func form(id: RequestFormID) -> RequestForm {
        RequestForm(
            id: id,
            position: Int(position) ?? 0,
            isOpen: isOpen,
            definition: RequestForm.Definition(
                title: BilingualText(english: englishTitle, chinese: chineseTitle),
                introduction: BilingualText(english: englishIntroduction, chinese: chineseIntroduction),
                items: items,
                type: type.isEmpty ? nil : type
            )
        )
    }

    /// What is wrong with it.
    func problems(_ design: TicketDesign, _ words: Words) -> FieldProblems {
        var problems = FieldProblems()
        if englishTitle.isEmpty && chineseTitle.isEmpty {
            problems.add("title-english", words.say("Please give the form a title.", "请填写表单标题。"))
        }
        if max(englishTitle.count, chineseTitle.count) > TicketField.maximumNameLength {
            problems.add("title-english", words.say("A title has at most 80 characters.", "标题最多 80 个字符。"))
        }
        if max(englishIntroduction.count, chineseIntroduction.count) > RequestForm.maximumIntroductionLength {
            problems.add(
                "introduction-english",
                words.say("An introduction has at most 2000 characters.", "说明最多 2000 个字符。")
            )
        }
        if !(0...9_999).contains(Int(position) ?? -1) {
            problems.add("position", words.say("The order is a number from 0 to 9999.", "顺序为 0 到 9999 的数字。"))
        }
        if !type.isEmpty, !types(design).contains(type) {
            problems.add("type", words.say("There is no such type.", "没有这个类型。"))
        }
        let onForm = Set(rows.filter(\.isOn).map(\.field.key))
        for row in rows where row.isOn {
            guard let parent = row.field.definition.parent, !onForm.contains(parent) else { continue }
            let name = words.say(row.field.definition.name)
            let above = design[parent].map { words.say($0.definition.name) } ?? parent
            problems.add(
                "fields",
                words.say(
                    "“\(name)” depends on “\(above)”, which is not on the form.",
                    "“\(name)”取决于“\(above)”，但后者不在表单上。"
                )
            )
        }
        return problems
    }
}
