/// Recognizes the lines that mail programs draw above a quoted or forwarded mail: "-----Original Message-----".
enum QuoteSeparators {
    /// Whether a line is a separator.
    static func matches(_ line: Octets, _ text: inout FoldedText) -> Bool {
        guard let first = line.first, line.count <= maximumLength else { return false }
        if isRule(line, first) {
            text.set(line)
            if isOpening(text) { return true }
            text.remove("=:*\"<>")
            return text.read { drawn.holds($0.trimmed()) }
        }
        // Most lines begin with a letter that opens none of the words, or do not end in a colon.
        let isClosed = line.last == UInt8(ascii: ":") || line.closes(with: "：")
        guard isClosed && written.mayOpen(line) || helpDesk.mayOpen(line) else { return false }
        text.set(line.part(0..<min(line.count, 96)))
        return isOpening(text)
    }

    private static func isOpening(_ text: FoldedText) -> Bool {
        text.read { written.opens($0) || helpDesk.opens($0) }
    }

    private static func isRule(_ line: Octets, _ first: UInt8) -> Bool {
        switch first {
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "*"), UInt8(ascii: "="), UInt8(ascii: "#"),
            UInt8(ascii: ">"), UInt8(ascii: "<"):
            true
        case 0xE2: line.opens(with: "–") || line.opens(with: "—") || line.opens(with: "―")
        default: false
        }
    }

    /// The longest separator, in octets.
    private static let maximumLength = 160

    /// Between dashes.
    private static let drawn = WordTable([
        "original", "original message", "reply message", "forwarded message", "original appointment",
        "original email",
        "forwarded by", "forwarded mail", "ursprüngliche nachricht", "antwort nachricht", "originalnachricht",
        "original-nachricht", "weitergeleitete nachricht", "original nachricht", "message d'origine",
        "message d’origine", "message original", "message transféré", "message initial", "courriel original",
        "mensaje original", "mensaje reenviado", "mensagem original", "mensagem encaminhada", "messaggio originale",
        "messaggio inoltrato", "messaggio originario", "oorspronkelijk bericht", "oorspronkelijke bericht",
        "doorgestuurd bericht", "doorgestuurde bericht", "исходное сообщение", "оригинальное сообщение",
        "пересылаемое сообщение", "пересланное сообщение", "перенаправленное сообщение", "вихідне повідомлення",
        "переслане повідомлення", "oryginalna wiadomość", "wiadomość oryginalna", "wiadomość przekazana",
        "przekazana wiadomość", "treść oryginalnej wiadomości", "ursprungligt meddelande", "originalmeddelande",
        "vidarebefordrat meddelande", "oprindelig meddelelse", "videresendt meddelelse", "opprinnelig melding",
        "videresendt melding", "alkuperäinen viesti", "välitetty viesti", "původní zpráva", "přeposlaná zpráva",
        "pôvodná správa", "eredeti üzenet", "továbbított üzenet", "orijinal ileti", "özgün ileti",
        "i̇letilmiş mesaj",
        "mesaj original", "izvorna poruka", "thư gốc", "pesan asli", "原始邮件", "原始郵件", "原邮件", "原邮件信息",
        "回复的原邮件", "转发的邮件", "转发邮件信息", "转发信息", "轉寄的郵件", "轉寄郵件", "已转发邮件", "已轉寄郵件",
        "元のメッセージ", "元のメール", "転送メッセージ", "転送されたメッセージ", "원본 메시지", "원본 메일", "원본메일",
        "전달된 메시지", "전달된 메일", "original message from", "original email message",
        "original e-mail", "original mail", "replied message", "replied mail", "quoted message", "previous message",
        "urspr. nachricht", "ursprüngliche mail", "ursprüngliche e-mail", "originalmail", "weitergeleitete mail",
        "nachricht weitergeleitet", "e-mail d'origine", "e-mail original", "courrier original", "message précédent",
        "message transféré de", "correo original", "mensaje de origen", "e-mail originale", "mail originale",
        "email originale", "oorspronkelijke e-mail", "originele bericht", "origineel bericht", "исходное письмо",
        "оригинал сообщения", "пересылаемое письмо", "пересланное письмо", "конец пересылаемого сообщения",
        "oryginalny e-mail", "e-mail oryginalny", "wiadomość pierwotna", "oryginalna wiadomość e-mail",
        "oprindelig mail", "oprindelig besked", "original besked", "opprinnelig e-post", "alkuperäinen sähköposti",
        "eredeti e-mail", "özgün mesaj", "orijinal mesaj", "iletilen mesaj", "tin nhắn gốc", "thư chuyển tiếp",
        "pesan terusan", "pesan yang diteruskan", "αρχικό μήνυμα", "προωθημένο μήνυμα", "הודעה מקורית",
        "הודעה שהועברה", "الرسالة الأصلية", "رسالة معاد توجيهها", "ข้อความต้นฉบับ", "ข้อความที่ส่งต่อ",
        "原始信息", "原始訊息", "原始消息", "原信息", "原件", "邮件原件", "邮件原文", "原文", "回复邮件信息",
        "回复的邮件", "轉發的郵件", "转发的原邮件", "转发邮件", "转发的消息", "轉寄的訊息", "轉寄訊息", "轉發郵件",
        "元メッセージ", "元の電子メール", "オリジナルメッセージ", "オリジナル メッセージ", "転送メール", "転送された電子メール",
        "원본 이메일", "원본 편지", "원문 메시지", "원본메시지", "전달 메시지", "전달된 이메일", "전달메일",
    ])

    /// At the start of a line of their own.
    private static let written = WordTable([
        "begin forwarded message:", "anfang der weitergeleiteten nachricht:",
        "anfang der weitergeleiteten e-mail:", "début du message réexpédié", "début du message transféré",
        "inicio del mensaje reenviado:", "início da mensagem encaminhada:", "início da mensagem reencaminhada:",
        "inizio messaggio inoltrato:", "inizio del messaggio inoltrato:", "begin doorgestuurd bericht:",
        "begin van doorgestuurd bericht:", "начало переадресованного сообщения:",
        "начало переадресованного письма:",
        "początek przekazywanej wiadomości:", "vidarebefordrat brev:", "start på videresendt besked:",
        "videresendt melding:", "下面是被转发的邮件：", "开始转发的邮件：", "以下是轉寄的郵件：", "開始轉寄郵件：", "转发的邮件：",
        "転送されたメッセージ：", "転送されたメッセージ:", "전달된 메시지:", "начало переадресованного", "inicio de mensaje reenviado:",
        "viesti välitetty:", "alku välitettyyn viestiin:", "začátek přeposílané zprávy:",
        "továbbított levél kezdete:",
        "iletilmiş mesajın başlangıcı:", "开始转发邮件：",
    ])

    /// Put there by help desks.
    private static let helpDesk = WordTable([
        "reply above this line", "reply above the line", "please reply above", "type your reply above",
        "please type your reply above", "write above this line", "write your reply above", "please write above",
        "bitte antworten sie oberhalb dieser", "antworten sie oberhalb dieser", "antworten sie über dieser",
        "répondez au-dessus de cette ligne", "veuillez répondre au-dessus", "escriba su respuesta por encima",
        "por favor, escriba su respuesta por encima", "responda acima desta linha", "rispondi sopra questa riga",
        "antwoord boven deze", "typ uw antwoord boven", "请在此行上方回复", "请在此线上方回复", "請在此行上方回覆",
    ])
}
