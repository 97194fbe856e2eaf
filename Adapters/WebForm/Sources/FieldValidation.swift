import AddressNormalization
import ChannelKit
import ProviderKit

/// An answer that fits its field.
struct FieldAnswer: Sendable, Hashable {
    var field: FormField
    /// What was answered, tidied; a select's choice by its value, a ticked checkbox as `yes`.
    var value: String
    /// The key of a mail address.
    var identity: IdentityKey?
}

/// A file that is taken.
struct AcceptedFile: Sendable, Hashable {
    var field: String
    var name: String
    var mediaType: String
    var octets: [UInt8]
}

/// The answers of a submission and everything that is wrong with them.
struct ValidatedForm: Sendable, Hashable {
    /// The answers that are not empty, in the form's order.
    var answers: [FieldAnswer] = []
    var files: [AcceptedFile] = []
    /// In the form's order.
    var errors: [FieldError] = []

    /// The answer to the field of a role.
    func answer(_ role: FormField.Role) -> FieldAnswer? { answers.first { $0.field.role == role } }
}

/// Checks a submission against a form.
///
/// No pattern of the configuration is ever run over what strangers type.
struct FieldValidation: Sendable {
    var definition: FormDefinition
    /// Whether a name that is no field's is an error: it is to a program's author, not to a browser with extensions.
    var refusesUnknownFields: Bool

    func validate(_ form: SubmittedForm) -> ValidatedForm {
        var result = ValidatedForm()
        var chosen: [String: String] = [:]
        var wrong: Set<String> = []
        for field in definition.fields {
            if field.kind == .file {
                validateFiles(form.files, of: field, into: &result)
                continue
            }
            let values = form.values[field.name] ?? []
            let value = tidied(values.first ?? "", kind: field.kind)
            chosen[field.name] = value
            // What the select above offers cannot be told while its own answer is wrong; one complaint is enough.
            if let parent = field.dependsOn, wrong.contains(parent) {
                wrong.insert(field.name)
                continue
            }
            let isRepeated = values.count > 1 && !values.allSatisfy { $0 == values[0] }
            var identity: IdentityKey?
            if let problem = isRepeated
                ? .repeated : problem(with: value, in: field, chosen: chosen, identity: &identity)
            {
                wrong.insert(field.name)
                result.errors.append(FieldError(field: field.name, problem: problem))
            } else if !value.isEmpty {
                result.answers.append(FieldAnswer(field: field, value: value, identity: identity))
            }
        }
        if refusesUnknownFields { result.errors += unknownFields(form) }
        return result
    }

    private func tidied(_ raw: String, kind: FormField.Kind) -> String {
        switch kind {
        case .multiline: FieldText.multiline(raw)
        case .checkbox: ["yes", "on", "true", "1"].contains(raw.lowercased()) ? "yes" : ""
        default: FieldText.singleLine(raw)
        }
    }

    private func problem(
        with value: String,
        in field: FormField,
        chosen: [String: String],
        identity: inout IdentityKey?
    ) -> FieldProblem? {
        let choices = field.choices(whenParentIs: field.dependsOn.flatMap { chosen[$0] })
        if value.isEmpty {
            // A dependent select that offers nothing for the answer above it asks nothing.
            let asks = field.kind != .select || !choices.isEmpty
            guard field.isRequired, asks else { return nil }
            return field.kind == .checkbox ? .unticked : .missing
        }
        if value.unicodeScalars.count > field.maximumLength { return .tooLong(maximum: field.maximumLength) }
        switch field.kind {
        case .text, .multiline, .checkbox, .file: return nil
        case .email:
            identity = EmailAddressNormalization.key(value)
            return identity == nil ? .noEmailAddress : nil
        case .phone:
            let number = PhoneNumberNormalization.parse(value, region: definition.region)
            return number?.isValid == true ? nil : .noPhoneNumber
        case .select: return choices.contains { $0.value == value } ? nil : .noChoice
        case .date: return CalendarDate(value) == nil ? .noDate : nil
        }
    }

    private func validateFiles(_ files: [SubmittedFile], of field: FormField, into result: inout ValidatedForm) {
        let files = files.filter { $0.field == field.name }
        let limits = definition.uploads
        func refuse(_ problem: FieldProblem) { result.errors.append(FieldError(field: field.name, problem: problem)) }
        if files.isEmpty, field.isRequired { refuse(.missing) }
        guard files.count <= limits.maximumCount else { return refuse(.tooManyFiles(maximum: limits.maximumCount)) }
        for file in files {
            let name = FieldText.fileName(file.name)
            if file.octets.isEmpty {
                refuse(.fileEmpty(name: name))
            } else if file.octets.count > limits.maximumBytes {
                refuse(.fileTooLarge(name: name, maximumBytes: limits.maximumBytes))
            } else {
                switch UploadInspection.inspect(file.octets, name: name, families: limits.families) {
                case .refused: refuse(.fileTypeRefused(name: name))
                case .misleading: refuse(.fileNameMisleads(name: name))
                case .accepted(let type, let name):
                    result.files.append(
                        AcceptedFile(field: field.name, name: name, mediaType: type.mediaType, octets: file.octets)
                    )
                }
            }
        }
        if files.reduce(0, { $0 + $1.octets.count }) > limits.maximumTotalBytes {
            refuse(.filesTooLarge(maximumBytes: limits.maximumTotalBytes))
        }
    }

    private func unknownFields(_ form: SubmittedForm) -> [FieldError] {
        let known = Set(definition.fields.map(\.name)).union(SubmittedForm.Reserved.all).union([definition.honeypotName]
        )
        let fileField = definition.fileField?.name
        let strangers = form.values.filter { name, values in
            name == fileField ? values != [""] : !known.contains(name)
        }
        let strangeFiles = Set(form.files.map(\.field)).filter { $0 != fileField }
        return (Array(strangers.keys) + strangeFiles).sorted().prefix(20).map {
            FieldError(field: String($0.prefix(64)), problem: .unknownField)
        }
    }
}

/// A day as browsers write it: `2026-11-22`.
struct CalendarDate: Sendable, Hashable {
    var year: Int
    var month: Int
    var day: Int

    /// Reads a day that exists in the Gregorian calendar, of the years 1000 to 9999.
    init?(_ text: String) {
        let octets = Array(text.utf8)
        guard octets.count == 10, octets[4] == 45, octets[7] == 45 else { return nil }
        let digits = octets[..<4] + octets[5..<7] + octets[8...]
        guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard year >= 1000, (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
    }
}
