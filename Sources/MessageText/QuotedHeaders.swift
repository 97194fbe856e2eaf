/// Recognizes the block of header lines that Outlook and others put above the mail they quote.
enum QuotedHeaders {
    /// What a header line says.
    struct Header {
        enum Field: UInt8 {
            case from
            case date
            /// A date whose name says "sent", which only mail programs write.
            case sent
            case to
            case copy
            case subject
            case other
        }

        let field: Field
        /// Whether the value holds a mail address or a date, as the field would have it.
        let isTelling: Bool
    }

    /// The headers of a block.
    private struct Found {
        private var fields: UInt8 = 0
        private var telling: UInt8 = 0

        mutating func insert(_ header: Header) {
            guard header.field != .other else { return }
            fields |= 1 << header.field.rawValue
            if header.isTelling { telling |= 1 << header.field.rawValue }
        }

        /// Whether a mail program wrote this: people too write lines such as "From: Berlin", "To: Paris".
        var isConvincing: Bool {
            let hasAddress = isTelling(.from) || isTelling(.to) || isTelling(.copy)
            let isMail = hasAddress || has(.subject) || has(.sent)
            switch fields.nonzeroBitCount {
            case 0, 1: return false
            case 2: return isTelling(.from) || isMail && (isTelling(.date) || isTelling(.sent))
            default: return isMail && (has(.from) || has(.date) || has(.sent))
            }
        }

        private func has(_ field: Header.Field) -> Bool { fields & 1 << field.rawValue != 0 }
        private func isTelling(_ field: Header.Field) -> Bool { telling & 1 << field.rawValue != 0 }
    }

    /// The most lines a block is looked for in.
    private static let maximumLines = 14
    /// How far into a line its name may reach, in octets.
    private static let maximumName = 48

    /// Whether a block begins at a line: enough header lines follow each other.
    static func begin(at index: Int, in lines: MessageLines) -> Bool {
        guard let first = lines[index].header, first.field != .other, first.field != .copy else { return false }
        var found = Found()
        var blanks = 0
        var strangers = 0
        for line in lines.lines[index..<min(index + maximumLines, lines.count)] {
            if line.isBlank {
                blanks += 1
                if blanks > 1 { break }
                continue
            }
            guard let header = line.header else {
                // Addresses and long subjects are wrapped.
                strangers += 1
                if strangers > 2 || blanks > 0 { break }
                continue
            }
            blanks = 0
            strangers = 0
            found.insert(header)
        }
        return found.isConvincing
    }

    /// A line as a header, if its name is one that mail programs write.
    static func header(_ line: Octets, _ text: inout FoldedText) -> Header? {
        guard let colon = line.prefix(maximumName).firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == 0xEF }) else {
            return nil
        }
        let isWide = line[colon] == 0xEF
        if isWide, !line.holds("：", at: colon) { return nil }
        text.set(line.part(0..<colon))
        // Emphasis and the bars of tables stand around names; those in Chinese, Japanese, Korean are padded.
        text.remove("*|_>")
        if text.readWhole({ $0.contains { $0 >= 0xE3 } }) { text.removeSpaces() }
        guard let place = text.readWhole({ names.place(of: $0.trimmed()) }) else { return nil }
        let value = line.part((colon + (isWide ? 3 : 1))..<min(line.count, colon + 400))
        switch fields[place] {
        case .from, .to, .copy: return Header(field: fields[place], isTelling: holdsAddress(value))
        case .date, .sent: return Header(field: fields[place], isTelling: LineDates.sighting(in: value).hasDate)
        case .subject, .other: return Header(field: fields[place], isTelling: false)
        }
    }

    private static func holdsAddress(_ value: Octets) -> Bool {
        for index in value.indices where value[index] == UInt8(ascii: "@") {
            if index > 0, index + 1 < value.count, AttributeValues.isWord(value[index - 1]),
                AttributeValues.isWord(value[index + 1])
            {
                return true
            }
        }
        return false
    }

    private static let names = WordTable(from + date + sent + to + copy + subject + other)
    /// The field of each word in ``names``.
    private static let fields: [Header.Field] = [
        (Header.Field.from, from), (.date, date), (.sent, sent), (.to, to), (.copy, copy), (.subject, subject),
        (.other, other),
    ].flatMap { field, names in names.map { _ in field } }

    private static let from = [
        "from", "von", "de", "da", "van", "från", "fra", "od", "от", "від", "из", "lähettäjä", "feladó", "kimden",
        "gönderen", "expéditeur", "remitente", "remetente", "mittente", "odesílatel", "afzender", "absender",
        "nadawca",
        "отправитель", "发件人", "寄件者", "寄件人", "發件人", "发送人", "差出人", "送信者", "送信元", "보낸사람",
        "보낸이", "발신", "발신자", "보낸이메일", "寄信人", "发信人", "發信人", "发件者", "від кого", "ผู้ส่ง", "จาก", "من", "avsändare",
        "afsender", "expeditor", "feladó", "pošiljatelj", "pošilja", "từ", "dari", "מאת", "από", "saatja",
    ]
    private static let date = [
        "date", "datum", "fecha", "data", "dato", "päivämäärä", "dátum", "tarih", "дата", "时间", "日期", "日時",
        "日付", "날짜", "작성일", "작성일자", "일시", "date et heure", "data e ora", "dzień", "data i godzina", "päiväys",
        "tid", "วันที่", "التاريخ", "תאריך", "ημερομηνία", "ngày", "tanggal",
    ]
    private static let sent = [
        "sent", "sent at", "gesendet", "gesendet am", "envoyé", "envoyé le", "enviado", "enviado el",
        "enviado em", "enviada em", "enviada", "inviato", "verzonden", "skickat", "sendt", "lähetetty",
        "elküldve", "gönderme tarihi", "gönderildi", "odesláno", "wysłano", "wysłane", "data wysłania",
        "отправлено", "надіслано", "发送时间", "发送日期", "寄件日期", "傳送時間", "發送時間", "傳送日期", "寄件時間", "送信日時", "送信日",
        "보낸날짜", "발송일", "보낸일시", "发件时间", "发件日期", "寄信時間", "郵件日期", "送信時刻", "受信日時", "sent on", "date sent",
        "odosláno", "odoslané", "küldve", "ส่ง", "נשלח", "στάλθηκε", "dikirim", "đã gửi", "дата отправки",
        "data de envio", "보낸시간", "trimis",
    ]
    private static let to = [
        "to", "an", "à", "a", "para", "aan", "till", "til", "do", "кому", "vastaanottaja", "címzett", "kime",
        "komu",
        "destinataire", "destinatario", "pour", "empfänger", "adresat", "收件人", "收件者", "宛先", "送信先", "받는사람", "받는이",
        "받는사람들", "수신", "수신자", "收信人", "mottaker", "modtager", "mottagare", "ถึง", "إلى", "אל", "προς", "do kogo",
        "получатель", "đến", "kepada", "către", "saaja",
    ]
    private static let copy = [
        "cc", "bcc", "kopie", "copie", "cópia", "copia", "kopia", "kopi", "dw", "udw", "copie à", "cc n", "копия",
        "копія", "kopio", "másolat", "bilgi", "抄送", "抄送人", "密送", "副本", "副本抄送", "密件副本", "숨은참조", "写し", "參照", "참조",
        "同报",
        "c.c.",
    ]
    private static let subject = [
        "subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "temat", "тема",
        "aihe", "tárgy", "konu", "předmět", "predmet", "主题", "主題", "主旨", "标题", "標題", "件名", "題名", "หัวข้อ", "เรื่อง",
        "الموضوع", "נושא", "θέμα", "제목", "chủ đề", "subjek",
        "subiect", "teema",
    ]
    private static let other = [
        "reply-to", "reply to", "risposta", "répondre à", "antwort an", "responder a", "rispondi a", "回复", "回复至",
        "importance", "priority", "attachments", "attachment", "附件", "添付ファイル", "첨부", "anlagen", "pièces jointes",
        "message-id", "sender", "organization", "list-id",
    ]
}
