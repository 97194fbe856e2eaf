/// A charset as mails name it, mapped to what the name means in practice.
///
/// Mails say `gb2312` and send GB 18030, say `iso-8859-1` and send windows-1252; the superset is always right. The
/// table follows the labels of the WHATWG Encoding Standard where mails use them.
enum CharsetLabel: Hashable, Sendable {
    case utf8
    /// US-ASCII, or a label that says nothing: eight-bit text under it is guessed.
    case ascii
    case windows1252
    case utf16(bigEndian: Bool?)
    /// Anything that iconv converts, by iconv's name.
    case iconv(String)

    /// Reads a charset parameter or the charset of an encoded word; nil when there is none.
    init?(_ name: some Collection<UInt8>) {
        var letters: [UInt8] = []
        for octet in name.prefix(40) where !ASCII.isSpace(octet) && octet != ASCII.quote && octet != 0x27 {
            letters.append(ASCII.lowercased(octet))
        }
        guard !letters.isEmpty else { return nil }
        if letters.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || Self.punctuation.contains($0) }) {
            self = Self.named(String(decoding: letters, as: UTF8.self))
        } else {
            self = .ascii
        }
    }

    private static let punctuation: Set<UInt8> = [
        ASCII.hyphen, ASCII.underscore, ASCII.dot, ASCII.colon, 0x2B, 0x28, 0x29,
    ]

    private static func named(_ name: String) -> CharsetLabel {
        switch name {
        case "utf-8", "utf8", "utf_8", "unicode-1-1-utf-8", "utf-8-mac", "cp65001", "x-utf-8": .utf8
        case "us-ascii", "ascii", "ansi_x3.4-1968", "iso-ir-6", "7bit", "8bit", "unknown", "unknown-8bit", "x-unknown",
            "default", "none", "default_charset", "x-user-defined":
            .ascii
        case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "windows-1252", "cp1252", "x-cp1252",
            "ansi", "iso-8859-1-windows-3.1-latin-1", "windows1252":
            .windows1252
        case "utf-16", "utf16", "ucs-2", "iso-10646-ucs-2", "unicode": .utf16(bigEndian: nil)
        case "utf-16le", "utf16le", "unicodefffe": .utf16(bigEndian: false)
        case "utf-16be", "utf16be", "unicodefeff": .utf16(bigEndian: true)
        default: .iconv(iconvNames[name] ?? guessedName(name))
        }
    }

    /// Spellings such as `iso_8859_15`, `iso8859-15`, `win-1251` or `windows1251`.
    private static func guessedName(_ name: String) -> String {
        let digits = String(name.reversed().prefix { $0.isNumber }.reversed())
        if name.hasPrefix("iso"), name.contains("8859"), !digits.isEmpty, digits != "8859" {
            let part = digits.hasPrefix("8859") ? String(digits.dropFirst(4)) : digits
            return "ISO-8859-\(part)"
        }
        if name.hasPrefix("win") || name.hasPrefix("x-cp") || name.hasPrefix("cp-") || name.hasPrefix("x-windows"),
            !digits.isEmpty
        {
            return "CP\(digits)"
        }
        return name.uppercased()
    }

    private static let iconvNames: [String: String] = [
        "gb2312": "GB18030", "gbk": "GB18030", "gb_2312-80": "GB18030", "gb_2312": "GB18030", "x-gbk": "GB18030",
        "gb2312-80": "GB18030", "chinese": "GB18030", "euc-cn": "GB18030", "cp936": "GB18030", "ms936": "GB18030",
        "windows-936": "GB18030", "gb18030": "GB18030", "csgb2312": "GB18030", "x-euc-cn": "GB18030",
        "gb-2312": "GB18030",
        "hz-gb-2312": "HZ", "hz": "HZ",
        "big5": "BIG5-HKSCS", "big-5": "BIG5-HKSCS", "x-x-big5": "BIG5-HKSCS", "cn-big5": "BIG5-HKSCS",
        "csbig5": "BIG5-HKSCS", "big5-hkscs": "BIG5-HKSCS", "cp950": "BIG5-HKSCS",
        "shift_jis": "CP932", "shift-jis": "CP932", "sjis": "CP932", "x-sjis": "CP932", "ms_kanji": "CP932",
        "windows-31j": "CP932", "csshiftjis": "CP932", "ms932": "CP932", "cp932": "CP932",
        "euc-jp": "EUC-JP-MS", "x-euc-jp": "EUC-JP-MS", "eucjp": "EUC-JP-MS", "x-euc": "EUC-JP-MS",
        "iso-2022-jp": "ISO-2022-JP-2", "iso-2022-jp-1": "ISO-2022-JP-2", "iso-2022-jp-ms": "ISO-2022-JP-2",
        "csiso2022jp": "ISO-2022-JP-2", "cp50220": "ISO-2022-JP-2", "cp50221": "ISO-2022-JP-2",
        "euc-kr": "CP949", "ks_c_5601-1987": "CP949", "ks_c_5601": "CP949", "ksc5601": "CP949", "ksc_5601": "CP949",
        "korean": "CP949", "cseuckr": "CP949", "windows-949": "CP949", "cp949": "CP949", "x-windows-949": "CP949",
        "ks_c_5601-1989": "CP949",
        "iso-8859-8-i": "ISO-8859-8", "iso-8859-8-e": "ISO-8859-8", "iso-8859-6-i": "ISO-8859-6",
        "iso-8859-6-e": "ISO-8859-6", "logical": "ISO-8859-8", "visual": "ISO-8859-8",
        "iso-8859-9": "CP1254", "latin5": "CP1254", "iso-8859-11": "CP874", "tis-620": "CP874", "windows-874": "CP874",
        "koi8-r": "KOI8-R", "koi": "KOI8-R", "koi8": "KOI8-R", "koi8-ru": "KOI8-U", "koi8-u": "KOI8-U",
        "macintosh": "MACINTOSH", "mac": "MACINTOSH", "x-mac-roman": "MACINTOSH", "macroman": "MACINTOSH",
        "x-mac-cyrillic": "MAC-CYRILLIC", "ibm437": "CP437", "dos-862": "CP862", "dos-720": "CP864",
        "utf-7": "UTF-7", "utf7": "UTF-7", "unicode-1-1-utf-7": "UTF-7", "x-unicode-2-0-utf-7": "UTF-7",
        "csunicode11utf7": "UTF-7", "utf-32": "UTF-32", "utf-32le": "UTF-32LE", "utf-32be": "UTF-32BE",
    ]
}
