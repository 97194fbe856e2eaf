import DeskModel
import TicketStorage

extension Words {
    /// Words of an admin's own.
    func say(_ text: BilingualText) -> String { text.text(chinese: language == .chinese) }

    /// What kind of matter a ticket is, by the admins' names where the type is theirs.
    func type(_ type: String, _ design: TicketDesign) -> String {
        design.types.first { $0.key == type }.map { say($0.name) } ?? self.type(type)
    }

    /// A kept value of a field.
    func value(_ value: String, of field: TicketField) -> String { field.shown(value, chinese: language == .chinese) }

    /// What values of a field look like.
    func fieldKind(_ kind: TicketField.Kind) -> String {
        switch kind {
        case .text: say("Text", "文本")
        case .multiline: say("Text of many lines", "多行文本")
        case .number: say("Number", "数字")
        case .date: say("Date", "日期")
        case .select: say("Choice", "选项")
        case .checkbox: say("Checkbox", "复选框")
        }
    }

    /// Who sees a field.
    func audience(_ audience: TicketField.Audience) -> String {
        switch audience {
        case .customers: say("Customers and agents", "客户和客服")
        case .agents: say("Agents only", "仅客服")
        }
    }

    /// Why something cannot be a field's value, for whoever filled it in.
    func problem(_ problem: FieldValueProblem) -> String {
        switch problem {
        case .tooLong(let maximum): say("at most \(maximum) characters", "最多 \(maximum) 个字符")
        case .noNumber: say("this is no number such as 12 or -3.5", "请填写数字，例如 12 或 -3.5")
        case .noDate: say("this is no day such as 2026-03-27", "请填写日期，例如 2026-03-27")
        case .noChoice: say("please choose one of the offered answers", "请选择列出的选项之一")
        case .noTick: say("this is either ticked or not", "请勾选或不勾选")
        }
    }

    /// Why fields of a ticket are not changed.
    func refusal(_ refusal: FieldRefusal) -> String {
        switch refusal {
        case .unknown: say("There is no such field.", "没有这个字段。")
        case .retired(let field):
            say("“\(say(field.definition.name))” is retired.", "“\(say(field.definition.name))”已停用。")
        case .wrong(let field, let problem): "\(say(field.definition.name)): \(self.problem(problem))"
        }
    }
}

extension Exchange {
    /// Why a change was refused, as a sentence in the reader's language where the reason is a known one.
    func sentence(ofRefusal reason: String) async throws -> String {
        guard let keys = SolvingRefusal.keys(in: reason) else { return Self.sentence(reason) }
        let design = try await store.ticketDesign()
        let names = keys.map { key in design[key].map { words.say($0.definition.name) } ?? key }
        return words.say(
            "Please fill in before you solve the ticket: \(names.joined(separator: ", ")).",
            "请先填写以下字段，再将工单设为已解决：\(names.joined(separator: "、"))。"
        )
    }
}
