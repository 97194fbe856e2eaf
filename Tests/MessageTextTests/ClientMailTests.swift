import MessageText
import Testing

@Suite struct ClientMailTests {
    @Test(arguments: ClientMails.unmarked.map(\.block))
    func `what a program quotes without marks is no part of the reply`(block: String) {
        let trimmed = ReplyTrimmer.split(
            text: "The lamp works now.\n\nMany thanks\nTom\n\n\(block)\n\nDoes the lamp work?\n\nMia"
        )
        #expect(trimmed.reply == "The lamp works now.\n\nMany thanks\nTom")
        #expect(trimmed.quoted.hasSuffix("\n\nDoes the lamp work?\n\nMia"))
        #expect(trimmed.quoted.contains("Mia"))
        #expect(trimmed.signature == "Many thanks\nTom")
        #expect(trimmed.confidence == .certain)
    }

    @Test(arguments: ClientMails.attributions.map(\.line))
    func `what a program quotes with marks is no part of the reply`(line: String) {
        let trimmed = ReplyTrimmer.split(
            text:
                "The lamp works now.\n\n\(line)\n\n> Does the lamp work?\n>\n> > It should.\n> Mia\n\n-- \nTom\nExample Ltd\n"
        )
        #expect(trimmed.reply == "The lamp works now.")
        #expect(trimmed.quoted.hasSuffix("> > It should.\n> Mia"))
        #expect(trimmed.quoted.hasPrefix(line.prefix(10)))
        #expect(trimmed.signature == "--\nTom\nExample Ltd")
        #expect(trimmed.confidence == .certain)
    }

    @Test(arguments: ClientMails.attributions.map(\.line))
    func `answers between quotes stay where they are`(line: String) {
        let trimmed = ReplyTrimmer.split(
            text: "\(line)\n\n> Does the lamp work?\n\nIt does.\n\n> And the shade?\n\nThat too.\n"
        )
        let words = ["> Does the lamp work?", "It does.", "> And the shade?", "That too."]
        #expect(trimmed.reply.hasSuffix(words.joined(separator: "\n\n")))
    }

    @Test(arguments: ClientMails.letters)
    func `a letter that only looks like a quote is shown whole`(letter: String) {
        let trimmed = ReplyTrimmer.split(text: letter)
        #expect(trimmed.reply == letter)
        #expect(trimmed.quoted.isEmpty)
        #expect(trimmed.confidence == .untouched || trimmed.confidence == .unsure)
    }

    @Test(arguments: [
        "Hello,\n\nplease see my answers in red below.\n\nTom",
        "Meine Antworten in rot.",
        "Mes réponses en rouge ci-dessous.",
        "Respuestas abajo.",
        "Ответы ниже.",
        "请看红字。",
        "赤字にて回答します。",
    ])
    func `a mail that says its answers stand in the quote is shown whole`(words: String) {
        let block = "From: Mia <mia@example.com>\nSent: Tuesday, June 4, 2024 3:07 PM\nTo: Shop\nSubject: Lamp"
        let text = "\(words)\n\n\(block)\n\nDoes the lamp work? It does."
        let trimmed = ReplyTrimmer.split(text: text)
        #expect(trimmed.reply == text)
        #expect(trimmed.quoted.isEmpty)
        #expect(trimmed.confidence == .unsure)
    }

    @Test func `an attribution without a time that stands alone is likely one`() {
        let trimmed = ReplyTrimmer.split(text: "It works.\n\nMia Berg <mia@example.com> wrote:\n\nDoes it work?")
        #expect(trimmed.reply == "It works.")
        #expect(trimmed.confidence == .likely)
    }

    @Test(arguments: [
        "---------- Forwarded message ---------\nFrom: Mia <mia@example.com>\nSubject: Lamp\n\nDoes it work?",
        "Anfang der weitergeleiteten Nachricht:\n\nVon: Mia <mia@example.com>\nBetreff: Lampe\n\nGeht sie?",
        "-------- 转发邮件信息 --------\n发件人：\"Mia\" <mia@example.com>\n主题：灯\n\n灯亮吗？",
        "From: Mia <mia@example.com>\nSent: Tuesday, June 4, 2024 3:07 PM\nTo: Shop\nSubject: Lamp\n\nDoes it work?",
    ])
    func `a mail that only forwards is its words`(text: String) {
        let trimmed = ReplyTrimmer.split(text: text)
        #expect(trimmed.reply == text)
        #expect(trimmed.quoted.isEmpty)
    }

    @Test(arguments: [
        "Sent from my Galaxy", "Sent from Yahoo Mail for iPhone", "Get Outlook for Android<https://aka.ms/x>",
        "Von meinem Samsung Galaxy Smartphone gesendet.", "Gesendet mit der GMX Mail App",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Envoyé de mon iPad",
        "Enviado desde mi iPhone", "Enviado do meu Galaxy", "Inviato da iPhone", "Verstuurd vanaf mijn iPhone",
        "Wysłane z iPhone'a", "Отправлено с iPhone", "Отправлено из мобильной Почты Mail.ru", "发自我的iPhone",
        "从我的iPhone发送", "發自我的 iPhone", "從我的 iPhone 傳送", "iPhoneから送信", "나의 iPhone에서 보냄", "내 Galaxy에서 전송함",
    ])
    func `a device's line is the signature`(line: String) {
        let trimmed = ReplyTrimmer.split(
            text: "The lamp works.\n\n\(line)\n\nOn 6/4/24 3:07 PM, Mia wrote:\n> Does it?"
        )
        #expect(trimmed.reply == "The lamp works.")
        #expect(trimmed.signature == line)
    }
}
