import CPhone
public import ChannelKit

/// Turns a telephone number as people, providers and exchanges write it into E.164.
///
/// By libphonenumber: numbering plans are data, and 240 countries' worth of it. Nothing is stripped before: the library
/// knows the international and national prefixes of the region, and guessing at others invents numbers. The prefix that
/// an exchange dials for an outside line is the business of whoever imports the exchange's log.
public enum PhoneNumberNormalization {
    /// The longest text that is looked at, in bytes of UTF-8.
    public static let maximumLength = 250

    /// The number as understood.
    ///
    /// - Parameters:
    ///   - raw: a number in any national or international spelling, or a `tel:` URI (RFC 3966).
    ///   - region: the ISO 3166-1 code of the country whose national spelling is understood, in any case; nil or an
    ///     unknown code leaves only international spellings.
    /// - Returns: nil where it is no number, or says that the caller is withheld.
    public static func parse(_ raw: String, region: String?) -> PhoneNumber? {
        guard raw.utf8.count <= maximumLength, !isWithheld(raw) else { return nil }
        var number = cphone_number()
        let status = read(raw, region: checked(region), into: &number)
        guard status != CPHONE_NONE else { return nil }
        return PhoneNumber(
            e164: text(of: number.e164),
            isValid: status == CPHONE_VALID,
            isPossible: status == CPHONE_VALID || status == CPHONE_POSSIBLE,
            region: nonEmpty(text(of: number.region)),
            extension: nonEmpty(text(of: number.extension)),
            kind: kind(number.kind)
        )
    }

    /// The identity behind a number.
    ///
    /// A number that is possible yet in no known range still is an identity, for ranges open faster than tables learn
    /// of them. Behind an extension is somebody else than behind the switchboard, so the extension is part of the key,
    /// written as in RFC 3966: `+442087654321;ext=12`.
    ///
    /// - Parameters:
    ///   - raw: a number in any spelling that ``parse(_:region:)`` takes.
    ///   - region: the ISO 3166-1 code of the country whose national spelling is understood.
    /// - Returns: nil where it is no number, withheld, or of a length no country uses.
    public static func key(_ raw: String, region: String?) -> IdentityKey? {
        guard let number = parse(raw, region: region), number.isPossible else { return nil }
        let suffix = number.extension.map { ";ext=\($0)" } ?? ""
        return IdentityKey(kind: .phone, value: number.e164 + suffix)
    }

    private static func read(_ raw: String, region: String?, into number: inout cphone_number) -> cphone_status {
        var raw = raw
        return raw.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                guard let start = text.baseAddress else { return CPHONE_NONE }
                guard let region else { return cphone_parse(start, text.count, nil, &number) }
                return region.withCString { cphone_parse(start, text.count, $0, &number) }
            }
        }
    }

    /// Two ASCII letters in upper case; anything else is as good as no region.
    private static func checked(_ region: String?) -> String? {
        guard let region = region?.uppercased(), region.utf8.count == 2 else { return nil }
        return region.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ? region : nil
    }

    /// The text of a C array that ends with NUL.
    private static func text<Characters>(of characters: Characters) -> String {
        withUnsafeBytes(of: characters) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }

    private static func kind(_ kind: cphone_kind) -> PhoneNumber.Kind {
        switch kind {
        case CPHONE_KIND_FIXED: .fixed
        case CPHONE_KIND_MOBILE: .mobile
        case CPHONE_KIND_FIXED_OR_MOBILE: .fixedOrMobile
        case CPHONE_KIND_TOLL_FREE: .tollFree
        case CPHONE_KIND_PREMIUM_RATE: .premiumRate
        case CPHONE_KIND_SHARED_COST: .sharedCost
        case CPHONE_KIND_VOIP: .voip
        case CPHONE_KIND_PERSONAL: .personal
        case CPHONE_KIND_PAGER: .pager
        case CPHONE_KIND_COMPANY: .company
        case CPHONE_KIND_VOICEMAIL: .voicemail
        default: .unknown
        }
    }
}
