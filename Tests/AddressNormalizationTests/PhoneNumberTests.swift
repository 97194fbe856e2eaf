import ChannelKit
import Testing

@testable import AddressNormalization

@Suite struct PhoneNumberTests {
    @Test(
        arguments: [
            ("+44 20 7946 0018", nil, "+442079460018"),
            ("020 7946 0018", "GB", "+442079460018"),
            ("020 7946 0018", "gb", "+442079460018"),
            ("0044 20 7946 0018", "DE", "+442079460018"),
            ("011 44 20 7946 0018", "US", "+442079460018"),
            ("tel:+44-20-7946-0018", nil, "+442079460018"),
            ("(030) 901820", "DE", "+4930901820"),
            ("+86 138 1234 5678", nil, "+8613812345678"),
            ("１３８１２３４５６７８", "CN", "+8613812345678"),
            ("+39 06 6982", nil, "+39066982"),
            ("+800 1234 5678", nil, "+80012345678"),
            ("1-800-FLOWERS", "US", "+18003569377"),
        ] as [(String, String?, String)]
    )
    func `every spelling of a number has one E.164 form`(raw: String, region: String?, e164: String) {
        #expect(PhoneNumberNormalization.parse(raw, region: region)?.e164 == e164)
        #expect(PhoneNumberNormalization.key(raw, region: region) == IdentityKey(kind: .phone, value: e164))
    }

    @Test(arguments: [
        "", " ", "anonymous", "Anonymous", "ANONYMOUS", "restricted", "Unavailable", "unknown", "Private",
        "PRIVATE NUMBER",
        "+266696687", "266696687", "+266 696687", "sip:anonymous@anonymous.invalid", "Withheld", "No Caller ID", "N/A",
        "null",
        "-", "Unbekannt", "未知号码",
    ])
    func `a withheld number is nobody`(raw: String) {
        #expect(PhoneNumberNormalization.isWithheld(raw))
        #expect(PhoneNumberNormalization.parse(raw, region: "LS") == nil)
        #expect(PhoneNumberNormalization.key(raw, region: "US") == nil)
    }

    @Test(
        arguments: [
            ("020 7946 0018", nil), ("020 7946 0018", "XX"), ("020 7946 0018", "GBR"), ("020 7946 0018", "\u{0}\u{0}"),
            ("hello", "GB"), ("+", "GB"), ("+999 123 456", nil), ("123\u{0}456", nil),
        ] as [(String, String?)]
    )
    func `what is no number is refused`(raw: String, region: String?) {
        #expect(PhoneNumberNormalization.parse(raw, region: region) == nil)
    }

    @Test func `an overlong text is not looked at`() {
        #expect(
            PhoneNumberNormalization.parse("+44207946001" + String(repeating: "8", count: 5_000_000), region: nil)
                == nil
        )
        #expect(PhoneNumberNormalization.parse(String(repeating: "+", count: 251), region: "GB") == nil)
    }

    @Test func `a number says what and where it is`() throws {
        let fixed = try #require(PhoneNumberNormalization.parse("+44 20 7946 0018", region: nil))
        #expect(fixed.isValid && fixed.isPossible)
        #expect(fixed.region == "GB")
        #expect(fixed.kind == .fixed)
        #expect(PhoneNumberNormalization.parse("+86 138 1234 5678", region: nil)?.kind == .mobile)
        #expect(PhoneNumberNormalization.parse("+1 212 555 0123", region: nil)?.kind == .fixedOrMobile)
        #expect(PhoneNumberNormalization.parse("+49 800 3301000", region: nil)?.kind == .tollFree)
    }

    @Test func `a number outside every known range is an identity, one of an impossible length is none`() throws {
        let unknown = try #require(PhoneNumberNormalization.parse("+1 212 155 0123", region: nil))
        #expect(!unknown.isValid && unknown.isPossible)
        #expect(PhoneNumberNormalization.key("+1 212 155 0123", region: nil)?.value == "+12121550123")
        #expect(PhoneNumberNormalization.key("1001", region: "US") == nil)
    }

    @Test func `behind an extension is somebody else`() throws {
        let number = try #require(PhoneNumberNormalization.parse("020 7946 0018 ext. 12", region: "GB"))
        #expect(number.extension == "12")
        #expect(number.e164 == "+442079460018")
        #expect(PhoneNumberNormalization.key("+442079460018;ext=12", region: nil)?.value == "+442079460018;ext=12")
        // A key is a spelling of itself.
        #expect(PhoneNumberNormalization.key("+442079460018;ext=12", region: nil) == number.keyForTest)
    }

    @Test func `many tasks may parse at once`() async {
        let results = await withTaskGroup(of: String?.self) { group in
            for index in 0..<64 {
                group.addTask { PhoneNumberNormalization.parse("+44 20 7946 00\(10 + index % 80)", region: nil)?.e164 }
            }
            return await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(results.count == 64)
        #expect(!results.contains(nil))
    }
}

extension PhoneNumber {
    fileprivate var keyForTest: IdentityKey? {
        PhoneNumberNormalization.key("\(e164) ext \(`extension` ?? "")", region: nil)
    }
}
