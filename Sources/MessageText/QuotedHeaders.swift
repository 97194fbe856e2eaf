/// Recognizes the block of header lines that Outlook and others put above the mail they quote.
enum QuotedHeaders {
    /// What a header line says.
    struct Header {
        enum Field {
            case from
            case date
            case to
            case copy
            case subject
            case other
        }

        let field: Field
        /// Whether the value holds a mail address or a date, as the field would have it.
        let isTelling: Bool
    }

    /// The most lines a block is looked for in.
    private static let maximumLines = 14

    /// Whether a block begins at a line.
    ///
    /// - Parameters:
    ///   - index: the line the block must begin at.
    ///   - lines: all lines.
    ///   - headers: for each line the header it is, if it is one.
    /// - Returns: whether enough header lines follow each other.
    static func begin(at index: Int, in lines: [TrimLine], _ headers: [Header?]) -> Bool {
        guard let first = headers[index], first.field != .other, first.field != .copy else { return false }
        var fields: Set<Header.Field> = []
        var isTelling = false
        var blanks = 0
        var strangers = 0
        for each in index..<min(index + maximumLines, lines.count) {
            if lines[each].isBlank {
                blanks += 1
                if blanks > 1 { break }
                continue
            }
            guard let header = headers[each] else {
                // Addresses and long subjects are wrapped.
                strangers += 1
                if strangers > 2 || blanks > 0 { break }
                continue
            }
            blanks = 0
            strangers = 0
            if header.field != .other { fields.insert(header.field) }
            if header.isTelling { isTelling = true }
        }
        if fields.count >= 3 { return fields.contains(.from) || fields.contains(.date) }
        return fields.count == 2 && isTelling
    }

    /// A line as a header, if its name is one that mail programs write.
    static func header(_ line: String) -> Header? {
        let bytes = line.utf8
        var colon = bytes.startIndex
        var length = 0
        var isWide = false
        while true {
            guard colon < bytes.endIndex, length < 48 else { return nil }
            if bytes[colon] == UInt8(ascii: ":") { break }
            if bytes[colon] == 0xEF, bytes[colon...].starts(with: "：".utf8) {
                isWide = true
                break
            }
            colon = bytes.index(after: colon)
            length += 1
        }
        var name = line.unicodeScalars[..<colon]
        while let first = name.first, isOrnament(first) { name.removeFirst() }
        while let last = name.last, isOrnament(last) { name.removeLast() }
        guard let field = names[String(name).lowercased()] else { return nil }
        let value = Array(bytes[bytes.index(colon, offsetBy: isWide ? 3 : 1)...].prefix(400))
        switch field {
        case .from: return Header(field: field, isTelling: holdsAddress(value))
        case .date: return Header(field: field, isTelling: LineDates.hasDate(value))
        default: return Header(field: field, isTelling: false)
        }
    }

    private static func isOrnament(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "*", "_", " ", "\t", "\u{A0}", "\u{3000}", "|", ">": true
        default: false
        }
    }

    private static func holdsAddress(_ bytes: [UInt8]) -> Bool {
        for index in bytes.indices where bytes[index] == UInt8(ascii: "@") {
            if index > 0, index + 1 < bytes.count, AttributeValues.isWord(bytes[index - 1]),
                AttributeValues.isWord(bytes[index + 1])
            {
                return true
            }
        }
        return false
    }

    private static let names: [String: Header.Field] = {
        var names: [String: Header.Field] = [:]
        for (field, list) in [
            (Header.Field.from, from), (.date, date), (.to, to), (.copy, copy), (.subject, subject), (.other, other),
        ] {
            for name in list { names[name] = field }
        }
        return names
    }()

    private static let from = [
        "from", "von", "de", "da", "van", "från", "fra", "od", "от", "від", "из", "lähettäjä", "feladó", "kimden",
        "gönderen", "expéditeur", "remitente", "remetente", "mittente", "odesílatel", "afzender", "absender", "nadawca",
        "отправитель", "发件人", "寄件者", "寄件人", "發件人", "发送人", "差出人", "送信者", "送信元", "보낸 사람", "보낸사람",
        "보낸이", "발신", "từ", "dari", "מאת", "από", "saatja",
    ]
    private static let date = [
        "date", "sent", "sent at", "datum", "gesendet", "gesendet am", "envoyé", "envoyé le", "enviado", "enviado el",
        "enviado em", "enviada em", "enviada", "fecha", "data", "inviato", "verzonden", "skickat", "sendt", "dato",
        "lähetetty", "päivämäärä", "elküldve", "dátum", "gönderme tarihi", "gönderildi", "tarih", "odesláno", "wysłano",
        "wysłane", "data wysłania", "отправлено", "дата", "надіслано", "时间", "日期", "发送时间", "发送日期", "寄件日期",
        "傳送時間", "發送時間", "傳送日期", "寄件時間", "日時", "日付", "送信日時", "送信日", "보낸 날짜", "보낸날짜", "날짜",
        "작성일", "발송일", "보낸 시간", "ngày", "tanggal", "trimis",
    ]
    private static let to = [
        "to", "an", "à", "a", "para", "aan", "till", "til", "do", "кому", "vastaanottaja", "címzett", "kime", "komu",
        "destinataire", "destinatario", "pour", "empfänger", "adresat", "收件人", "收件者", "宛先", "送信先", "받는 사람",
        "받는사람", "받는이", "수신", "đến", "kepada", "către", "saaja",
    ]
    private static let copy = [
        "cc", "bcc", "kopie", "copie", "cópia", "copia", "kopia", "kopi", "dw", "udw", "copie à", "cc n", "копия",
        "копія", "kopio", "másolat", "bilgi", "抄送", "副本", "參照", "참조", "同报", "c.c.",
    ]
    private static let subject = [
        "subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "temat", "тема",
        "aihe", "tárgy", "konu", "předmět", "predmet", "主题", "主題", "主旨", "标题", "件名", "제목", "chủ đề", "subjek",
        "subiect", "teema",
    ]
    private static let other = [
        "reply-to", "reply to", "risposta", "répondre à", "antwort an", "responder a", "rispondi a", "回复", "回复至",
        "importance", "priority", "attachments", "attachment", "附件", "添付ファイル", "첨부", "anlagen", "pièces jointes",
        "message-id", "sender", "organization", "list-id",
    ]
}
