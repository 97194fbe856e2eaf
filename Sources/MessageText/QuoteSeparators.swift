/// Recognizes the lines that mail programs draw above a quoted or forwarded mail: "-----Original Message-----".
enum QuoteSeparators {
    /// Whether a line is a separator.
    static func matches(_ line: String) -> Bool {
        guard line.utf8.count <= 160, let first = line.unicodeScalars.first else { return false }
        var isDrawn = false
        switch first {
        case "-", "_", "*", "–", "—", "=", "#": isDrawn = true
        default: break
        }
        let text = AttributionLine.plain(line)
        if isDrawn {
            let bare = text.filter { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "*") }
            if drawn.contains(TrimLine.trimmed(Substring(String(decoding: bare, as: UTF8.self)))) { return true }
        }
        return written.opens(text) || replyLines.firstWord(in: text) != nil
    }

    /// Between dashes.
    private static let drawn: Set<String> = [
        "original", "original message", "reply message", "forwarded message", "original appointment", "original email",
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
        "pôvodná správa", "eredeti üzenet", "továbbított üzenet", "orijinal ileti", "özgün ileti", "i̇letilmiş mesaj",
        "mesaj original", "izvorna poruka", "thư gốc", "pesan asli", "原始邮件", "原始郵件", "原邮件", "原邮件信息",
        "回复的原邮件", "转发的邮件", "转发邮件信息", "转发信息", "轉寄的郵件", "轉寄郵件", "已转发邮件", "已轉寄郵件",
        "元のメッセージ", "元のメール", "転送メッセージ", "転送されたメッセージ", "원본 메시지", "원본 메일", "원본메일",
        "전달된 메시지", "전달된 메일", "original message from", "wiadomość/wiadomości oryginalna/e",
    ]

    /// At the start of a line of their own.
    private static let written = WordTable([
        "begin forwarded message:", "anfang der weitergeleiteten nachricht:",
        "anfang der weitergeleiteten e-mail:", "début du message réexpédié", "début du message transféré",
        "inicio del mensaje reenviado:", "início da mensagem encaminhada:", "início da mensagem reencaminhada:",
        "inizio messaggio inoltrato:", "inizio del messaggio inoltrato:", "begin doorgestuurd bericht:",
        "begin van doorgestuurd bericht:", "начало переадресованного сообщения:", "начало переадресованного письма:",
        "początek przekazywanej wiadomości:", "vidarebefordrat brev:", "start på videresendt besked:",
        "videresendt melding:", "下面是被转发的邮件：", "开始转发的邮件：", "以下是轉寄的郵件：", "開始轉寄郵件：", "转发的邮件：",
        "転送されたメッセージ：", "転送されたメッセージ:", "전달된 메시지:",
    ])

    /// Put there by help desks.
    private static let replyLines = WordTable([
        "reply above this line", "type your reply above", "write above this line", "reply above the line",
        "antworten sie oberhalb dieser", "répondez au-dessus de cette ligne", "请在此行上方回复", "请在此线上方回复",
    ])
}
