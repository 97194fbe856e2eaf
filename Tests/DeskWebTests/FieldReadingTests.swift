import DeskModel
import Testing
import TicketStorage

/// What people write for fields, and what becomes of it.
@Suite struct FieldReadingTests {
    private static func field(_ kind: TicketField.Kind, key: String = "x") -> TicketField {
        TicketField(
            id: TicketFieldID(rawValue: 1),
            key: key,
            kind: kind,
            position: 0,
            definition: TicketField.Definition(name: BilingualText(english: "X", chinese: ""))
        )
    }

    @Test(arguments: [
        ("12", "12"), ("-3.50", "-3.5"), ("+007", "7"), ("0.000", "0"), ("-0", "0"), (" 1.25 ", "1.25"),
        ("123456789012345.123456", "123456789012345.123456"),
    ])
    func `a number is kept in its shortest form`(_ text: String, _ value: String) {
        #expect(Self.field(.number).read(text) == .value(value))
    }

    @Test(arguments: ["1,5", "1e9", "0x10", "--1", "1.", ".5", "1.2.3", "NaN", "１２", "1234567890123456", "1.1234567"])
    func `what is no number is refused`(_ text: String) {
        #expect(Self.field(.number).read(text) == .wrong(.noNumber))
    }

    @Test func `dates, ticks and texts are read strictly, and nothing is nothing`() {
        #expect(Self.field(.date).read("2028-02-29") == .value("2028-02-29"))
        #expect(Self.field(.date).read("2027-02-29") == .wrong(.noDate))
        #expect(Self.field(.checkbox).read("on") == .value("yes"))
        #expect(Self.field(.checkbox).read("否") == .nothing)
        #expect(Self.field(.checkbox).read("perhaps") == .wrong(.noTick))
        #expect(Self.field(.text).read(" a\r\n\tb\u{0} ") == .value("a  b"))
        #expect(Self.field(.multiline).read("\r\na\r\nb\n") == .value("a\nb"))
        #expect(Self.field(.text).read(String(repeating: "x", count: 251)) == .wrong(.tooLong(maximum: 250)))
        for kind in TicketField.Kind.allCases { #expect(Self.field(kind).read(" \n ") == .nothing) }
    }

    /// Product, and a model that depends on it.
    static let design: TicketDesign = {
        func choice(_ value: String, _ english: String, _ chinese: String, _ when: [String] = []) -> FieldChoice {
            FieldChoice(value: value, label: BilingualText(english: english, chinese: chinese), offeredWhen: when)
        }
        var product = field(.select, key: "product")
        product.definition.choices = [choice("laser", "Laser", "激光"), choice("ink", "Inkjet", "喷墨")]
        var model = field(.select, key: "model")
        model.id = TicketFieldID(rawValue: 2)
        // It stands before what it depends on: order of reading is not order of showing.
        model.position = -1
        model.definition.parent = "product"
        model.definition.choices = [
            choice("l1", "One", "一号", ["laser"]), choice("i1", "One", "一号", ["ink"]), choice("other", "Other", "其他"),
        ]
        return TicketDesign(fields: [model, product])
    }()

    private static let product = TicketFieldID(rawValue: 1)
    private static let model = TicketFieldID(rawValue: 2)

    @Test func `a choice is named by value or label, under what it depends on`() throws {
        let values = try Self.design.applying(
            [FieldChange(field: Self.model, value: "一号"), FieldChange(field: Self.product, value: "inkjet")],
            to: [:]
        )
        #expect(values == [Self.product: "ink", Self.model: "i1"])
        #expect(throws: FieldRefusal.self) {
            try Self.design.applying([FieldChange(field: Self.model, value: "l1")], to: values)
        }
    }

    @Test func `a choice that no longer goes with the one above is taken away`() throws {
        let values = [Self.product: "ink", Self.model: "i1"]
        let changed = try Self.design.applying([FieldChange(field: Self.product, value: "laser")], to: values)
        #expect(changed == [Self.product: "laser"])
        let other = try Self.design.applying(
            [FieldChange(field: Self.product, value: nil)],
            to: [Self.product: "ink", Self.model: "other"]
        )
        #expect(other == [Self.model: "other"])
    }

    @Test func `answers of a form make values as far as they fit`() {
        let answers = [("product", "激光"), ("model", "nonsense"), ("stranger", "x")]
        #expect(Self.design.values(fromAnswers: answers.map { (name: $0.0, value: $0.1) }) == [Self.product: "laser"])
    }

    @Test func `nothing depends on itself, nor in a ring, nor on what offers no choices`() {
        #expect(Self.design.mayDepend("new", on: "model"))
        #expect(!Self.design.mayDepend("product", on: "model"))
        #expect(!Self.design.mayDepend("model", on: "model"))
        #expect(!Self.design.mayDepend("model", on: "absent"))
    }

    @Test(arguments: [
        ("product=laser", "product", "laser"), ("PRODUCT＝激光", "product", "激光"), ("a-b=c=d", "a-b", "c=d"),
    ])
    func `a condition is a key and a value`(_ text: String, _ key: String, _ value: String) throws {
        let condition = try #require(FieldCondition(text))
        #expect(condition.key == key && condition.value == value)
        #expect(FieldCondition(condition.text) == condition)
    }

    @Test(arguments: ["", "product", "=x", "product=", "product= ", "no key=x", "x='"])
    func `what is no condition is none`(_ text: String) {
        #expect(text == "x='" ? FieldCondition(text)?.value == "'" : FieldCondition(text) == nil)
    }
}
