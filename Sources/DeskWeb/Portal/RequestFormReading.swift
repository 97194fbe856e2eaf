import AddressNormalization
import ChannelKit
import DeskModel

/// Reads what a customer answered to a request form; pure.
struct RequestFormReading {
    /// The answers, and what is wrong with them by the names of their controls.
    struct Result: Sendable, Hashable {
        var name = ""
        var email = ""
        var subject = ""
        /// The message, and below it every answer as people read it.
        var text = ""
        var answers: [EnvelopeField] = []
        var problems: [String: String] = [:]
    }

    let form: RequestForm
    let design: TicketDesign
    let values: FormValues
    let words: Words

    func read(isSignedIn: Bool) -> Result {
        var result = Result()
        if !isSignedIn {
            result.name = line("name")
            result.email = line("email")
            if EmailAddressNormalization.key(result.email) == nil {
                result.problems["email"] = words.say(
                    "Please give a mail address such as name@example.com.",
                    "请填写有效的邮箱地址，例如 name@example.com。"
                )
            }
        }
        result.subject = line("subject")
        if result.subject.isEmpty { result.problems["subject"] = words.say("Please give a subject.", "请填写主题。") }
        let message = String((values["message"] ?? "").prefix(RequestFormView.maximumMessage))
        if message.allSatisfy(\.isWhitespace) {
            result.problems["message"] = words.say("Please write a message.", "请填写消息。")
        }
        readFields(into: &result)
        let list = result.answers.map { answer in
            answer.value.contains("\n") ? "\(answer.label):\n\(answer.value)" : "\(answer.label): \(answer.value)"
        }
        result.text = ([message] + (list.isEmpty ? [] : [list.joined(separator: "\n")])).joined(separator: "\n\n")
        if let type = form.definition.type {
            result.answers.append(EnvelopeField(name: "type", label: words.say("Type", "类型"), value: type))
        }
        return result
    }

    /// The fields that others depend on are read first; the answers stand in the order of the form.
    private func readFields(into result: inout Result) {
        let asked = form.asked(of: design)
        var read: [TicketFieldID: String] = [:]
        for field in design.inOrderOfDependence {
            guard let question = asked.first(where: { $0.field.id == field.id }) else { continue }
            let name = FieldControl.name(field.key)
            let parent = design.parentValue(of: field, in: read)
            switch field.read(values[name] ?? "", under: parent) {
            case .value(let value): read[field.id] = value
            case .wrong(let problem):
                result.problems[name] = "\(words.say(field.definition.name)): \(words.problem(problem))"
            case .nothing:
                // A select that offers nothing under the answer above it asks nothing.
                let asks = field.kind != .select || !field.choices(under: parent).isEmpty
                guard question.isRequired, asks else { continue }
                result.problems[name] = words.say(
                    "Please answer “\(words.say(field.definition.name))”.",
                    "请填写“\(words.say(field.definition.name))”。"
                )
            }
        }
        result.answers = asked.compactMap { question in
            read[question.field.id].map { value in
                EnvelopeField(
                    name: question.field.key,
                    label: words.say(question.field.definition.name),
                    value: words.value(value, of: question.field)
                )
            }
        }
    }

    private func line(_ name: String) -> String {
        String((values[name] ?? "").prefix(1_000)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .prefix(RequestFormView.maximumLine).description
    }
}
