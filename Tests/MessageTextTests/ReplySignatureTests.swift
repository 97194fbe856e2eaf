import MessageText
import Testing

@Suite struct ReplySignatureTests {
    @Test(arguments: [
        ("Hello.\n\n-- \nAnn Lee\nExample Ltd", "Hello.", "--\nAnn Lee\nExample Ltd"),
        ("Hello.\n---\nAnn", "Hello.", "---\nAnn"),
        ("Hello.\n\n—\nAnn", "Hello.", "—\nAnn"),
        ("Hello.\n_______________\nAnn Lee", "Hello.", "_______________\nAnn Lee"),
        ("Hello.\n\nSent from my iPhone", "Hello.", "Sent from my iPhone"),
        ("Hello.\n\nGet [Outlook for iOS](https://aka.ms/x)", "Hello.", "Get [Outlook for iOS](https://aka.ms/x)"),
        ("Hello.\n\nVon meinem iPhone gesendet", "Hello.", "Von meinem iPhone gesendet"),
        ("Bonjour.\n\nEnvoyé de mon iPhone", "Bonjour.", "Envoyé de mon iPhone"),
        ("你好。\n\n发自我的iPhone", "你好。", "发自我的iPhone"),
        ("こんにちは。\n\niPhoneから送信", "こんにちは。", "iPhoneから送信"),
        ("안녕하세요.\n\n나의 iPhone에서 보냄", "안녕하세요.", "나의 iPhone에서 보냄"),
        ("Привет.\n\nОтправлено с iPhone", "Привет.", "Отправлено с iPhone"),
    ])
    func `a signature set off is taken out of the reply`(text: String, reply: String, signature: String) {
        let trimmed = ReplyTrimmer.split(text: text)
        #expect(trimmed.reply == reply)
        #expect(trimmed.signature == signature)
    }

    @Test(arguments: [
        ("Please tell me more.\n\nThank you,\nAnn", "Thank you,\nAnn"),
        ("Bitte um Antwort.\n\nViele Grüße\nAnn Lee", "Viele Grüße\nAnn Lee"),
        ("请尽快回复。\n\n谢谢！\n张三", "谢谢！\n张三"),
        (
            "Some words about it.\n\nAnn Lee\nann@example.com\n(555) 346-9947",
            "Ann Lee\nann@example.com\n(555) 346-9947"
        ),
    ])
    func `a sign-off is named and stays in the reply`(text: String, signature: String) {
        let trimmed = ReplyTrimmer.split(text: text)
        #expect(trimmed.reply == text)
        #expect(trimmed.signature == signature)
    }

    @Test(arguments: ["Hey!", "Thanks", "--\nAnn", "See www.example.com", "Sent from my iPhone"])
    func `a message that would be nothing but signature is the reply`(text: String) {
        #expect(ReplyTrimmer.split(text: text).reply == text)
    }

    @Test func `the signature above a quote is no part of the quote`() {
        let trimmed = ReplyTrimmer.split(text: "Yes.\n\n--\nAnn\n\nOn 3 Mar 2025, Bob wrote:\n> Well?")
        #expect(trimmed.reply == "Yes.")
        #expect(trimmed.signature == "--\nAnn")
        #expect(trimmed.quoted == "On 3 Mar 2025, Bob wrote:\n> Well?")
    }
}
