extension PhoneNumberNormalization {
    /// What exchanges, providers and telephones write where the caller's number is withheld or unknown, letters only.
    private static let tokens: Set<String> = [
        "anonymous", "anonym", "anonymouscaller", "restricted", "unavailable", "unknown", "unknowncaller",
        "private",
        "privatenumber", "privatecaller", "blocked", "blockedcaller", "withheld", "withheldnumber", "nocallerid",
        "callerunknown", "notavailable", "na", "none", "null", "nil", "noname", "asterisk", "payphone", "id",
        "unbekannt",
        "privado", "desconocido", "inconnu", "masqué", "masque", "sconosciuto", "匿名", "未知", "未知号码", "私人号码", "隐藏号码",
    ]

    /// The number some carriers send for "anonymous": its keys spell the word.
    private static let anonymousOnKeys = "266696687"

    /// Whether `raw` says that there is no number to be had; such a caller is never an identity.
    static func isWithheld(_ raw: String) -> Bool {
        let digits = raw.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        if String(decoding: digits, as: UTF8.self) == anonymousOnKeys { return true }
        // A SIP caller carries the word as the user of an address: sip:anonymous@anonymous.invalid.
        var word = raw.lowercased()
        if let at = word.firstIndex(of: "@") { word = String(word[..<at]) }
        for scheme in ["sip:", "sips:", "tel:"] where word.hasPrefix(scheme) { word.removeFirst(scheme.count) }
        guard word.contains(where: { $0.isLetter || $0.isNumber }) else { return true }
        return digits.isEmpty && tokens.contains(word.filter(\.isLetter))
    }
}
