import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

/// `POST /desk/tickets/:number/fields`: changes the fields that the form names, all or none.
enum FieldsUpdate {
    static func submit(_ exchange: Exchange) async throws -> Response {
        let ticket = try await exchange.thread().ticket
        let design = try await exchange.store.ticketDesign()
        let values = try await exchange.store.fieldValues(of: ticket.id)
        let changes = changes(exchange.form, design, values)
        guard !changes.isEmpty else { return .seeOther(exchange.address(of: ticket.number)) }
        do {
            _ = try design.applying(changes, to: values)
        } catch {
            return try await exchange.answer(.refused(exchange.words.refusal(error)), number: ticket.number)
        }
        let result = try await exchange.apply(.mark(ticket.id, .fields(changes)), version: exchange.formVersion)
        return try await exchange.answer(result, number: ticket.number)
    }

    /// What differs from what is kept; a checkbox that is not ticked is not sent at all.
    private static func changes(
        _ form: FormValues,
        _ design: TicketDesign,
        _ values: [TicketFieldID: String]
    ) -> [FieldChange] {
        Set(form.all("field").prefix(TicketField.maximumCount)).compactMap { key in
            guard let field = design[key] else { return nil }
            let text = form[FieldControl.name(key)].flatMap { $0.isEmpty ? nil : $0 }
            return text == values[field.id] ? nil : FieldChange(field: field.id, value: text)
        }
    }
}
