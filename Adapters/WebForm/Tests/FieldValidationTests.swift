import ChannelKit
import Testing

@testable import WebFormAdapter

struct FieldValidationTests {
    private static let settings: [String: SettingValue] = [
        "region": .text("DE"),
        "fields": fields(
            ["name": .text("email"), "type": .text("email"), "required": .boolean(true)],
            ["name": .text("phone"), "type": .text("phone")],
            ["name": .text("message"), "type": .text("multiline"), "maximum_length": .integer(10)],
            [
                "name": .text("product"), "type": .text("select"),
                "choices": fields(
                    ["value": .text("router"), "label": words("Router", "路由器")],
                    ["value": .text("phone"), "label": words("Telephone", "电话机")],
                    ["value": .text("other")]
                ),
            ],
            [
                "name": .text("model"), "type": .text("select"), "depends_on": .text("product"),
                "required": .boolean(true),
                "choices": fields(
                    ["value": .text("r1"), "when": .list([.text("router")])],
                    ["value": .text("p1"), "when": .list([.text("phone"), .text("router")])]
                ),
            ],
            ["name": .text("terms"), "type": .text("checkbox"), "required": .boolean(true)],
            ["name": .text("bought"), "type": .text("date")]
        ),
    ]
    private static let good = [
        "email": "ada@example.org", "product": "router", "model": "r1", "terms": "yes",
    ]

    @Test(arguments: [
        ("email", "", "missing"), ("email", " \t ", "missing"), ("email", "ada", "no-email-address"),
        ("email", "ada@example.org, eve@example.org", "no-email-address"),
        ("email", "ada@example.org\r\nBcc: eve@example.org", "no-email-address"),
        ("email", "<ada@example.org>", "no-email-address"),
        ("phone", "12", "no-phone-number"), ("phone", "call me", "no-phone-number"),
        ("message", "12345678901", "too-long"), ("product", "boat", "no-choice"),
        ("model", "", "missing"), ("model", "boat", "no-choice"),
        ("terms", "", "unticked"), ("terms", "no", "unticked"),
        ("bought", "2026-02-29", "no-date"), ("bought", "yesterday", "no-date"), ("bought", "2026-1-1", "no-date"),
        ("bought", "0000-01-01", "no-date"),
    ])
    func `an answer that does not fit its field is named`(
        _ field: String,
        _ value: String,
        _ code: String
    ) async throws {
        var answers = Self.good
        answers[field] = value
        let errors = try Self.validate(answers).errors
        #expect(errors.map(\.field) == [field])
        #expect(errors.map(\.problem.code) == [code])
    }

    @Test(arguments: [
        ("phone", "030 901820", "030 901820"), ("phone", "+44 20 8765 4321", "+44 20 8765 4321"),
        ("message", "1234567890", "1234567890"), ("message", "a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("message", "👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"), ("message", "  \u{0}x\u{7}\u{1B}  ", "x"), ("message", "退款申请", "退款申请"),
        ("email", "\u{3000}ada@example.org ", "ada@example.org"), ("bought", "2024-02-29", "2024-02-29"),
        ("terms", "on", "yes"), ("model", "p1", "p1"),
    ])
    func `an answer that fits is kept tidied`(_ field: String, _ value: String, _ kept: String) throws {
        var answers = Self.good
        answers[field] = value
        let form = try Self.validate(answers)
        #expect(form.errors.isEmpty)
        #expect(form.answers.first { $0.field.name == field }?.value == kept)
    }

    @Test func `a dependent select must fit the answer above it, and asks nothing where it offers nothing`() throws {
        var answers = Self.good
        answers["product"] = "phone"
        #expect(try Self.validate(answers).errors == [FieldError(field: "model", problem: .noChoice)])
        answers["product"] = "other"
        answers["model"] = ""
        #expect(try Self.validate(answers).errors.isEmpty)
        answers["model"] = "r1"
        #expect(try Self.validate(answers).errors == [FieldError(field: "model", problem: .noChoice)])
    }

    @Test func `an answer given twice counts when it is the same`() throws {
        var form = Self.form(Self.good)
        form.values["product"] = ["router", "router"]
        #expect(try Self.validate(form).errors.isEmpty)
        form.values["product"] = ["router", "other"]
        #expect(try Self.validate(form).errors.map(\.problem) == [.repeated])
    }

    @Test func `a name that no field has is refused to programs and passed over in browsers`() throws {
        let form = Self.form(Self.good.merging(["is_admin": "1"]) { $1 })
        #expect(try Self.validate(form).errors.isEmpty)
        #expect(
            try Self.validate(form, refusesUnknownFields: true).errors
                == [FieldError(field: "is_admin", problem: .unknownField)]
        )
    }

    @Test func `marks that turn the reading direction do not reach a name`() {
        #expect(FieldText.singleLine("a\u{202E}b\u{2066}c\r\nd\u{FEFF}") == "abc d")
    }

    @Test(arguments: FormLanguage.allCases)
    func `every problem has words in every language`(_ language: FormLanguage) {
        let problems: [FieldProblem] = [
            .missing, .unticked, .tooLong(maximum: 5), .noEmailAddress, .noPhoneNumber, .noChoice, .noDate, .repeated,
            .unknownField,
            .tooManyFiles(maximum: 1), .fileTooLarge(name: "a", maximumBytes: 5), .filesTooLarge(maximumBytes: 1 << 20),
            .fileTypeRefused(name: "a"), .fileNameMisleads(name: "a"), .fileEmpty(name: "a"),
        ]
        let said = problems.map(FormWords.of(language).problem)
        #expect(Set(said).count == problems.count)
        #expect(said.allSatisfy { !$0.isEmpty })
        #expect(Set(problems.map(\.code)).count == problems.count)
    }

    private static func form(_ answers: [String: String]) -> SubmittedForm {
        SubmittedForm(values: answers.mapValues { [$0] })
    }

    private static func validate(_ answers: [String: String]) throws -> ValidatedForm { try validate(form(answers)) }

    private static func validate(
        _ form: SubmittedForm,
        refusesUnknownFields: Bool = false
    ) throws -> ValidatedForm {
        let definition = try FormDefinition(
            channel: ChannelID(rawValue: "f"),
            settings: ChannelSettings(settings.merging(["reply_through": .text("mail")]) { $1 })
        )
        return FieldValidation(definition: definition, refusesUnknownFields: refusesUnknownFields).validate(form)
    }
}
