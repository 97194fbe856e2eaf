import ChannelKit

/// What stands in the fields of a form that nobody has filled in yet.
enum FormPrefill {
    /// The longest subject that a link may name, in characters.
    private static let maximumSubject = 200

    /// The values by field: the visitor's name and address as the desk knows them, and the subject that the link names.
    static func values(for request: WebRequest, in definition: FormDefinition) -> [String: String] {
        var values: [String: String] = [:]
        func fill(_ role: FormField.Role, _ value: String?) {
            guard let value, !value.isEmpty, let field = definition.field(role), field.kind != .select else { return }
            values[field.name] = String(value.prefix(field.maximumLength))
        }
        fill(.name, request.host.visitorName)
        fill(.email, request.host.visitorEmail)
        let subject = request.query.first(named: "subject").map { FieldText.singleLine($0) }
        fill(.subject, subject.map { String($0.prefix(maximumSubject)) })
        return values
    }
}
