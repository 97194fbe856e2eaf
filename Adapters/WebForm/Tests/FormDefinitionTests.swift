import ChannelKit
import Testing

@testable import WebFormAdapter

struct FormDefinitionTests {
    private static let email: [String: SettingValue] = ["name": .text("email"), "type": .text("email")]
    private static let message: [String: SettingValue] = ["name": .text("message"), "type": .text("multiline")]

    @Test(arguments: [
        (fields(email), "fields"), (fields(message), "fields"),
        (fields(email, message, ["name": .text("Email2"), "type": .text("text")]), "fields[2].name"),
        (fields(email, message, ["name": .text("_token"), "type": .text("text")]), "fields[2].name"),
        (fields(email, message, ["name": .text("a b"), "type": .text("text")]), "fields[2].name"),
        (fields(email, message, ["name": .text("email"), "type": .text("text")]), "fields[2].name"),
        (fields(email, message, ["name": .text("s"), "type": .text("select")]), "fields[2].choices"),
        (
            fields(
                email,
                message,
                ["name": .text("s"), "type": .text("text"), "choices": fields(["value": .text("a")])]
            ),
            "fields[2].choices"
        ),
        (
            fields(
                email,
                message,
                [
                    "name": .text("s"), "type": .text("select"),
                    "choices": fields(["value": .text("a")], ["value": .text("a")]),
                ]
            ),
            "fields[2].choices[1].value"
        ),
        (
            fields(
                email,
                message,
                [
                    "name": .text("s"), "type": .text("select"),
                    "choices": fields(["value": .text("a"), "when": .list([.text("b")])]),
                ]
            ),
            "fields[2].choices[0].when"
        ),
        (
            fields(
                email,
                message,
                [
                    "name": .text("s"), "type": .text("select"), "depends_on": .text("email"),
                    "choices": fields(["value": .text("a")]),
                ]
            ),
            "fields[2].depends_on"
        ),
        (
            fields(email, message, ["name": .text("x"), "type": .text("text"), "role": .text("email")]),
            "fields[2].role"
        ),
        (
            fields(
                ["name": .text("a"), "type": .text("email"), "role": .text("email")],
                ["name": .text("b"), "type": .text("email"), "role": .text("email")],
                message
            ),
            "fields[1].role"
        ),
        (
            fields(
                email,
                ["name": .text("a"), "type": .text("multiline")],
                ["name": .text("b"), "type": .text("multiline")]
            ),
            "fields"
        ),
        (
            fields(
                email,
                message,
                ["name": .text("a"), "type": .text("file")],
                ["name": .text("b"), "type": .text("file")]
            ),
            "fields"
        ),
    ])
    func `fields that make no form are refused by name`(_ value: SettingValue, _ path: String) throws {
        let problem = #expect(throws: SettingProblem.self) { try FormSample(["fields": value]) }
        #expect(problem?.path == path)
        #expect(problem?.allowed.isEmpty == false)
    }

    @Test func `a form names the channel that replies leave by, and that is another one`() throws {
        for name in ["", "contact-form"] {
            let problem = #expect(throws: SettingProblem.self) { try FormSample(["reply_through": .text(name)]) }
            #expect(problem?.path == "reply_through")
        }
    }

    @Test func `roles go to the fields that plainly have them`() throws {
        let form = try FormFieldReading.fields(
            [
                .object(["name": .text("reply_to"), "type": .text("email")]),
                .object(["name": .text("second_address"), "type": .text("email")]),
                .object(["name": .text("name"), "type": .text("text")]),
                .object(["name": .text("order"), "type": .text("text")]),
                .object(["name": .text("words"), "type": .text("multiline")]),
                .object(["name": .text("mobile"), "type": .text("phone")]),
            ]
        )
        #expect(form.map(\.role) == [.email, nil, .name, nil, .message, .phone])
    }

    @Test func `the hidden field never has a real field's name`() throws {
        let settings: [String: SettingValue] = [
            "reply_through": .text("mail"),
            "fields": fields(Self.email, Self.message, ["name": .text("website"), "type": .text("text")]),
        ]
        let form = try FormDefinition(channel: ChannelID(rawValue: "f"), settings: ChannelSettings(settings))
        #expect(!form.fields.map(\.name).contains(form.honeypotName))
    }

    @Test(
        arguments: [
            ("zh", "en", FormLanguage.chinese), (nil, "zh-CN,zh;q=0.9,en;q=0.8", .chinese),
            (nil, "en-GB, zh;q=0.9", .english), (nil, "fr, zh-TW;q=0.3, en;q=0.2", .chinese), (nil, "fr", .english),
            (nil, nil, .english), ("fr", "zh", .chinese), (nil, "zh;q=0, en;q=0.1", .english),
            (nil, ";;,,q=,*", .english),
            ("ZH-Hans", nil, .chinese),
        ] as [(String?, String?, FormLanguage)]
    )
    func `the page speaks the language asked for`(_ asked: String?, _ accepted: String?, _ language: FormLanguage) {
        #expect(
            FormLanguage.negotiated(asked: asked, acceptLanguage: accepted, fallback: .english) == language
        )
    }
}
