/// Recognizes where a reply ends in a signature.
enum SignatureLines {
    /// The most lines a signature may have; more is no signature.
    static let maximumLines = 40

    /// Whether a line does nothing but set off what follows.
    static func isDelimiter(_ line: String) -> Bool {
        guard let first = line.unicodeScalars.first, line.utf8.count <= 200 else { return false }
        switch first {
        case "-", "_", "=", "*", "~": return line.utf8.count >= 2 && line.unicodeScalars.allSatisfy { $0 == first }
        case "–", "—": return line.unicodeScalars.allSatisfy { $0 == first || $0 == "-" }
        default: return false
        }
    }

    /// Whether what stands below a delimiter can be a signature.
    ///
    /// Two dashes are the custom, and a line of underscores is as clear; longer lines of dashes and the like also
    /// divide sections of a text and underline headings, so only a few short lines below them count.
    static func isPlausible(delimiter: String, isUnderline: Bool, lineLengths: [Int]) -> Bool {
        guard lineLengths.count <= maximumLines else { return false }
        if delimiter == "--" || delimiter.hasPrefix("_") || delimiter.hasPrefix("—") || delimiter.hasPrefix("–") {
            return true
        }
        if isUnderline, delimiter.utf8.count > 4 { return false }
        return lineLengths.count <= 8 && lineLengths.allSatisfy { $0 <= 80 }
    }

    /// Whether a line is what telephones and mail programs add: "Sent from my iPhone".
    static func isDeviceLine(_ line: String) -> Bool {
        guard line.utf8.count <= 200 else { return false }
        var text = line.lowercased().filter { $0 != "[" }[...]
        while let first = text.first, "<([*_> ".contains(first) { text = text.dropFirst() }
        if let link = ByteSearch.first("http", in: text) { text = text[..<link] }
        guard text.utf8.count <= 120 else { return false }
        if devicePrefixes.opens(Array(text.utf8)) { return true }
        let words = text.split(separator: " ")
        if words.count <= 4, deviceEndings.contains(where: { TrimLine.trimmed(text).hasSuffix($0) }) { return true }
        return words.count <= 10 && deviceParts.contains { ByteSearch.contains($0, in: String(text)) }
    }

    /// The sign-off at the end of a reply that no delimiter sets off.
    static func signOff(in reply: String) -> String? {
        let lines = reply.split(separator: "\n", omittingEmptySubsequences: false)
        var last = lines.count - 1
        var counted = 0
        while last > 0, counted <= 8 {
            let line = TrimLine.trimmed(lines[last])
            if !line.isEmpty {
                counted += 1
                if line.utf8.count > 80 { break }
                if counted > 1, isSignOff(line) { return lines[last...].joined(separator: "\n") }
            }
            last -= 1
        }
        return contactBlock(lines)
    }

    private static func isSignOff(_ line: String) -> Bool {
        guard line.utf8.count <= 60 else { return false }
        var text = line.lowercased()
        while let last = text.unicodeScalars.last, [",", ".", "!", "，", "。", "！", "-", ":"].contains(last) {
            text.unicodeScalars.removeLast()
        }
        return signOffs.contains(text)
            || text.split(separator: " ").count <= 5 && signOffStarts.contains { text.hasPrefix($0) }
    }

    /// The last paragraph, when it is a few short lines with a way to reach somebody.
    private static func contactBlock(_ lines: [Substring]) -> String? {
        var start = lines.count
        while start > 0, !TrimLine.trimmed(lines[start - 1]).isEmpty { start -= 1 }
        let block = lines[start...]
        guard start > 1, (2...8).contains(block.count), block.allSatisfy({ $0.utf8.count <= 60 }) else { return nil }
        guard let first = block.first, first.split(separator: " ").count <= 5, !holdsContact(first) else { return nil }
        return block.contains(where: holdsContact) ? block.joined(separator: "\n") : nil
    }

    private static func holdsContact(_ line: Substring) -> Bool {
        let text = String(line)
        if ByteSearch.contains("@", in: text) || ByteSearch.contains("www.", in: text) { return true }
        if ByteSearch.contains("://", in: text) { return true }
        return text.utf8.count { (0x30...0x39).contains($0) } >= 7
    }

    private static let devicePrefixes = WordTable([
        "sent from", "sent via", "sent with", "sent using", "sent by", "sent wirelessly", "sent on the go",
        "from my i", "from my mobile", "from my phone", "from my android", "get outlook for", "outlook for ",
        "sendt fra", "skickat från", "skickat med", "lähetetty ", "envoyé depuis", "envoyé de mon", "envoyé sans fil",
        "envoyé à partir", "envoyé avec", "envoyé par", "obtenir outlook", "télécharger outlook", "von meinem ",
        "von meiner ", "gesendet von", "gesendet mit", "gesendet über", "diese nachricht wurde von meinem",
        "diese e-mail wurde von meinem", "holen sie sich outlook", "outlook für ", "enviado desde", "enviado con",
        "enviado do", "enviado de ", "enviado a partir", "enviado pelo", "enviado via", "obtener outlook",
        "obter o outlook", "inviato da", "inviato dal", "inviato con", "ottieni outlook", "scarica outlook",
        "verzonden vanaf", "verzonden met", "verzonden via", "verstuurd vanaf", "verstuurd met", "outlook voor ",
        "wysłane z", "wysłano z", "wysłane przy", "pobierz outlook", "отправлено с", "отправлено из", "отправлено от",
        "надіслано з", "відправлено з", "odesláno z", "odoslané z", "poslano s", "trimis de pe", "elküldve ",
        "発信元", "发自", "發自", "发送自", "發送自", "來自我的", "来自我的", "从我的", "從我的", "從 ", "나의 ", "gửi từ",
        "dikirim dari", "στάλθηκε από", "נשלח מ", "أرسلت من",
    ])
    private static let deviceEndings = [
        "from mobile", "from phone", "from iphone", "from a phone", "から送信", "に送信", "에서 보냄", "에서 보낸 메일",
        "gönderildi", "传送", "傳送", "寄出", "gesendet",
    ]
    private static let deviceParts = [
        "iphoneから送信", "ipadから送信", "iphone 傳送", "iphone에서 보냄", "sent from my", "mobile device",
    ]
    private static let signOffs: Set<String> = [
        "best", "br", "rgds", "thx", "ty", "lg", "vg", "mfg", "mvh", "vh", "mvg", "yours", "cheers", "thanks", "ciao",
        "sincerely", "respectfully", "love", "gruß", "grüße", "gruss", "saludos", "gracias", "merci", "cordialement",
        "saluti", "grazie", "abraços", "abraço", "obrigado", "obrigada", "atenciosamente", "cumprimentos", "atte",
        "atentamente", "groeten", "groetjes", "hälsningar", "hilsen", "pozdrawiam", "pozdrowienia", "спасибо",
        "с уважением", "谢谢", "謝謝", "多谢", "此致", "敬礼", "祝好", "顺祝商祺", "顺颂商祺", "敬上", "以上", "敬具",
        "よろしくお願いします", "よろしくお願いいたします", "宜しくお願い致します", "감사합니다", "고맙습니다", "bien à vous",
        "un saludo", "an saludo",
    ]
    private static let signOffStarts = [
        "regards", "best regards", "kind regards", "warm regards", "best wishes", "all the best", "many thanks",
        "thanks", "thank you", "sincerely", "yours ", "with regards", "with best", "warmest", "take care", "talk soon",
        "mit freundlichen", "freundliche grüße", "viele grüße", "liebe grüße", "beste grüße", "schöne grüße",
        "herzliche grüße", "bien cordialement", "cordialement", "salutations", "un saludo", "saludos", "cordiali",
        "distinti", "met vriendelijke", "vriendelijke groet", "hartelijke", "med vänlig", "med vennlig", "med venlig",
        "vänliga hälsningar", "z poważaniem", "z pozdrowieniami", "с уважением", "с наилучшими", "з повагою",
        "com os melhores", "melhores cumprimentos", "s pozdravem",
    ]
}
