import MessageText
import Testing

@Suite struct ReplyTrimmerTests {
    /// What programs write above the mail they quote with `>`.
    @Test(arguments: [
        "On Mon, 3 Mar 2025 at 10:15, Ann Lee <ann@example.com> wrote:",
        "On Mon, Mar 3, 2025 at 10:15 AM Ann Lee <\nann@example.com> wrote:",
        "On 3/3/25 10:15 AM, Ann Lee wrote:",
        "On 2025-03-03 10:15, Ann Lee wrote:",
        "Ann Lee <ann@example.com> wrote:",
        "At 2025-03-03 10:15:00, \"Ann Lee\" <ann@example.com> wrote:",
        "---- On Mon, 03 Mar 2025 10:15:00 +0100 ann@example.com wrote ----",
        "2025-03-03 10:15 GMT+01:00 Ann Lee <ann@example.com>:",
        "Am 03.03.2025 um 10:15 schrieb Ann Lee <ann@example.com>:",
        "Am Mo., 3. März 2025 um 10:15 Uhr schrieb Ann Lee <\nann@example.com>:",
        "Ann Lee <ann@example.com> schrieb am Mo., 3. März 2025,\n10:15:",
        "Le lun. 3 mars 2025 à 10:15, Ann Lee <ann@example.com> a écrit :",
        "Le 3 mars 2025 à 10:15, Ann Lee <ann@example.com> a écrit\u{A0}:",
        "El lun, 3 mar 2025 a las 10:15, Ann Lee (<ann@example.com>) escribió:",
        "Em seg., 3 de mar. de 2025 às 10:15, Ann Lee <ann@example.com> escreveu:",
        "Il giorno lun 3 mar 2025 alle ore 10:15 Ann Lee <ann@example.com> ha scritto:",
        "Op ma 3 mrt 2025 om 10:15 schreef Ann Lee <ann@example.com>:",
        "Op 3 mrt. 2025, om 10:15 heeft Ann Lee <ann@example.com> het volgende geschreven:",
        "pon., 3 mar 2025 o 10:15 Ann Lee <ann@example.com> napisał(a):",
        "W dniu 3.03.2025 o 10:15, Ann Lee pisze:",
        "пн, 3 мар. 2025 г. в 10:15, Ann Lee <ann@example.com>:",
        "03.03.2025 10:15, Ann Lee пишет:",
        "03.03.2025, 10:15, \"Ann Lee\" <ann@example.com>:",
        "Понедельник, 3 марта 2025, 10:15 +03:00 от Ann Lee <ann@example.com>:",
        "Den mån 3 mars 2025 kl 10:15 skrev Ann Lee <ann@example.com>:",
        "Ann Lee <ann@example.com> 于2025年3月3日周一 10:15写道：",
        "在 2025-03-03 10:15:00，\"Ann Lee\" <ann@example.com> 写道：",
        "在 2025年3月3日，10:15，Ann Lee <ann@example.com> 写道：",
        "2025年3月3日(月) 10:15 Ann Lee <ann@example.com>:",
        "2025/03/03 10:15、Ann Lee <ann@example.com>のメール:",
        "2025년 3월 3일 (월) 오전 10:15, Ann Lee <ann@example.com>님이 작성:",
    ])
    func `an attribution and what it introduces is quoted`(attribution: String) {
        let trimmed = ReplyTrimmer.split(
            text: "It works now.\n\nThanks\n\n\(attribution)\n\n> Does it work?\n> -- \n> Ann\n"
        )
        #expect(trimmed.reply == "It works now.\n\nThanks")
        #expect(trimmed.quoted.hasPrefix(attribution.prefix(8)))
        #expect(trimmed.quoted.hasSuffix("> Ann"))
        #expect(trimmed.confidence == .certain)
    }

    @Test(arguments: [
        "-----Original Message-----\nFrom: Ann Lee\nSent: Monday",
        "________________________________\nFrom: Ann Lee <ann@example.com>\nSent: Monday, March 3, 2025 10:15\nTo: Help\nSubject: x",
        "*From:* Ann Lee <ann@example.com>\n*Sent:* Monday, March 3, 2025 10:15\n*To:* Help\n*Subject:* x",
        "Von: Ann Lee <ann@example.com>\nGesendet: Montag, 3. März 2025 10:15\nAn: Help\nBetreff: x",
        "De : Ann Lee <ann@example.com>\nEnvoyé : lundi 3 mars 2025 10:15\nÀ : Help\nObjet : x",
        "De: Ann Lee <ann@example.com>\nEnviado el: lunes, 3 de marzo de 2025 10:15\nPara: Help\nAsunto: x",
        "De: Ann Lee <ann@example.com>\nEnviada em: segunda-feira, 3 de março de 2025\nPara: Help\nAssunto: x",
        "Da: Ann Lee <ann@example.com>\nInviato: lunedì 3 marzo 2025 10:15\nA: Help\nOggetto: x",
        "Van: Ann Lee <ann@example.com>\nVerzonden: maandag 3 maart 2025 10:15\nAan: Help\nOnderwerp: x",
        "Od: Ann Lee <ann@example.com>\nWysłano: poniedziałek, 3 marca 2025 10:15\nDo: Help\nTemat: x",
        "От: Ann Lee <ann@example.com>\nОтправлено: 3 марта 2025 г. 10:15\nКому: Help\nТема: x",
        "发件人： Ann Lee\n发送时间： 2025年3月3日 10:15\n收件人： Help\n主题： x",
        "------------------ 原始邮件 ------------------\n发件人: \"Ann Lee\" <ann@example.com>;",
        "------------------\u{A0}Original\u{A0}------------------\nFrom: \"Ann\" <ann@example.com>;\nDate: Mon, Mar 3, 2025 10:15 AM",
        "---- 回复的原邮件 ----\n| 发件人 | Ann Lee<ann@example.com> |",
        "差出人: Ann Lee <ann@example.com>\n送信日時: 2025年3月3日 10:15\n宛先: Help\n件名: x",
        "보낸 사람: Ann Lee <ann@example.com>\n보낸 날짜: 2025년 3월 3일 월요일\n받는 사람: Help\n제목: x",
        "-------- Ursprüngliche Nachricht --------",
        "-----Mensaje original-----",
        "-------- Исходное сообщение --------",
        "---------- Forwarded message ---------\nFrom: Ann Lee <ann@example.com>",
        "Begin forwarded message:\n\nFrom: Ann Lee <ann@example.com>",
        "##- Please type your reply above this line -##",
    ])
    func `what stands below a separator or a header block is quoted`(block: String) {
        let trimmed = ReplyTrimmer.split(text: "It works now.\n\n\(block)\n\nDoes it work?\nAnn")
        #expect(trimmed.reply == "It works now.")
        #expect(trimmed.quoted.hasPrefix(block.prefix(8)))
        #expect(trimmed.quoted.hasSuffix("Does it work?\nAnn"))
        #expect(trimmed.confidence == .certain)
    }

    @Test(arguments: [
        "",
        "Just one line.",
        "On the one hand it works.\nOn the other it does not.",
        "Please write to ann@example.com before 10:15:\nshe knows.",
        "From: here\nto there it is far.",
        "The dates are:\n2025-03-03 10:15:00\n03.03.2025 10:15\nall in March.",
        "```\nOn 3 Mar 2025, Ann wrote:\n--\n> code\n```\nends here.",
        "> This is a quote.\n\nAnd this is some text.",
        "I answer:\n\n> first\n\nyes\n\n> second\n\nno",
        "Name      Price\n----------------\nA lamp with a shade made of the finest paper that can be had in town   12\nB  13",
        "A>B is a comparison\nand 3 > 2 is another",
        "The message was sent from my phone, I think.\nIt came late.",
    ])
    func `text that only looks like quoting is left alone`(text: String) {
        let trimmed = ReplyTrimmer.split(text: text)
        #expect(trimmed.reply == text)
        #expect(trimmed.quoted.isEmpty)
    }

    @Test func `answers between quotes keep the quotes`() {
        let trimmed = ReplyTrimmer.split(text: "Hi,\n\nOn 3 Mar 2025, Ann wrote:\n> One?\nYes.\n> Two?\nNo.\n> Bye")
        #expect(trimmed.reply == "Hi,\n\n> One?\nYes.\n> Two?\nNo.")
        #expect(trimmed.quoted == "On 3 Mar 2025, Ann wrote:\n> Bye")
    }

    @Test func `an answer below the quote is the reply`() {
        let trimmed = ReplyTrimmer.split(text: "On 3 Mar 2025, Ann wrote:\n\n> Does it work?\n\nYes it does.\n")
        #expect(trimmed.reply == "Yes it does.")
    }

    @Test func `a mail that only forwards is kept whole`() {
        let text = "---------- Forwarded message ---------\nFrom: Ann <ann@example.com>\n\nDoes it work?"
        #expect(ReplyTrimmer.split(text: text).reply == text)
    }

    @Test func `a mail that only quotes has no reply`() {
        let trimmed = ReplyTrimmer.split(text: "> On 3 Mar 2025, Ann wrote:\n>\n> Does it work?\n")
        #expect(trimmed.reply.isEmpty)
        #expect(trimmed.quoted.hasSuffix("> Does it work?"))
    }

    @Test func `an attribution on the line of the last words is cut off`() {
        let trimmed = ReplyTrimmer.split(text: "Yes On Wed, Apr 2, 2025 at 3:59 PM, ann@example.com wrote:\n> Does it?")
        #expect(trimmed.reply == "Yes")
    }

    @Test func `line ends of every kind are read`() {
        let trimmed = ReplyTrimmer.split(text: "a\r\nb\rc\n\r\nOn 3 Mar 2025, Ann wrote:\r\n> x\r\n")
        #expect(trimmed.reply == "a\nb\nc")
    }

    @Test(arguments: HostileText.allCases)
    func `hostile text is taken apart without losing lines`(hostile: HostileText) {
        let text = hostile.text
        let trimmed = ReplyTrimmer.split(text: text)
        func marks(_ text: String) -> Int { text.utf8.count { $0 > 0x20 } }
        #expect(marks(trimmed.reply) + marks(trimmed.quoted) + marks(trimmed.signature ?? "") >= marks(text))
    }
}

enum HostileText: String, CaseIterable {
    case quoteMarks
    case dates
    case headers
    case delimiters
    case openings
    case alternating
    case addresses
    case deviceLines

    var text: String {
        switch self {
        case .quoteMarks: String(repeating: ">", count: 200_000) + "x"
        case .dates: String(repeating: "On 3 Mar 2025\n", count: 5_000)
        case .headers: String(repeating: "From: a@b\n", count: 5_000)
        case .delimiters: "x\n" + String(repeating: "--\n", count: 5_000)
        case .openings: String(repeating: "On On On On 2025 ", count: 5_000) + "wrote:"
        case .alternating: String(repeating: "> x\n\ny\n\n", count: 5_000)
        case .addresses: String(repeating: "a@b.c 10:15:\n", count: 5_000)
        case .deviceLines: "x\n" + String(repeating: "Sent from my iPhone\n", count: 5_000)
        }
    }
}
