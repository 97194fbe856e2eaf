import ChannelKit

/// Replies that every sending adapter must be able to express, and some that none may.
struct SampleReplies {
    let delivery: DeliverySamples

    /// What is planted where a line end could begin a header or a command.
    static let planted = "X-Planted: yes"

    /// A plain reply with a key of its own.
    func reply(_ number: Int = 1, text: String = "Hello Ada,\n\nit weaves.\n\nYours") -> OutboundReply {
        OutboundReply(
            key: "reply-\(number)",
            ticketNumber: 42,
            subject: "The engine",
            text: text,
            authorName: "Grace",
            route: delivery.route,
            recipientName: "Ada Lovelace",
            threading: OutboundThreading(
                messageToken: "k7f3zq9d8s6a5p4m\(number)",
                date: ConformanceSubject.start,
                parentID: "abc@example.net",
                ancestorIDs: ["our-1@example.org", "abc@example.net"],
                replyToken: "tok-1234567\(number)",
                conversationKey: delivery.route.conversationKey
            ),
            quoted: QuotedMessage(author: "Ada", at: ConformanceSubject.start, text: "Does it weave?\n> it did")
        )
    }

    /// Replies of all sorts that can be delivered.
    var good: [(name: String, reply: OutboundReply)] {
        var acknowledgment = reply(2)
        acknowledgment.purpose = .acknowledgment
        var notice = reply(3)
        notice.purpose = .notice
        var bare = reply(4)
        bare.authorName = nil
        bare.recipientName = nil
        bare.quoted = nil
        bare.threading.parentID = nil
        bare.threading.ancestorIDs = []
        var chinese = reply(5, text: "您好，\n\n织机在工作。👩‍👩‍👧‍👦\u{202B}שלום\u{202C}")
        chinese.subject = "织机 👍"
        chinese.authorName = "格蕾丝"
        chinese.recipientName = "艾达 \u{202E}ada"
        chinese.language = "zh-CN"
        var old = reply(6)
        old.threading.ancestorIDs = (0..<5000).map { "id-\($0)@example.net" }
        old.subject = String(repeating: "The engine ", count: 2000)
        return [
            ("a plain reply", reply()), ("an acknowledgment", acknowledgment), ("a notice", notice),
            ("a reply without extras", bare), ("a reply in Chinese and Hebrew", chinese),
            ("a reply in a long thread", old),
        ]
    }

    /// Replies with line ends, NUL and quotation marks in everything that is shown on one line.
    var hostile: [(name: String, reply: OutboundReply)] {
        ["\r\n", "\n", "\r", "\0", "\u{2028}", "\u{85}", "\"\r\n\t"].flatMap { end -> [(String, OutboundReply)] in
            let text = "a\(end)\(Self.planted)\(end)\(end)b"
            var subject = reply()
            subject.subject = text
            var author = reply()
            author.authorName = text
            var recipient = reply()
            recipient.recipientName = text
            var ids = reply()
            ids.threading.parentID = text
            ids.threading.ancestorIDs = [text, "<a> <b>", text]
            ids.threading.conversationKey = text
            var quoted = reply()
            quoted.quoted?.author = text
            var language = reply()
            language.language = text
            let words = reply(text: "a\(end)b")
            let shown = CaseRun.oneLine(end)
            return [
                ("a subject with \(shown)", subject), ("an author with \(shown)", author),
                ("a recipient's name with \(shown)", recipient), ("ids with \(shown)", ids),
                ("a text with \(shown)", words), ("a quoted author with \(shown)", quoted),
                ("a language with \(shown)", language),
            ]
        }
    }

    /// Replies to addresses that smuggle something in; the real one is the subject's.
    var smuggling: [(name: String, reply: OutboundReply)] {
        let address = delivery.route.address
        let tricks = [
            "\(address)\r\nBcc: victim@example.net", "\(address)\nvictim@example.net", "\(address)\0victim@example.net",
            "\(address)>\r\nRCPT TO:<victim@example.net", "<\(address)> <victim@example.net>",
            "\(address), victim@example.net", "\(address) victim@example.net", "",
        ]
        return tricks.flatMap { trick -> [(String, OutboundReply)] in
            var target = reply()
            target.route.address = trick
            var copies = reply()
            copies.copies = [trick]
            return [("an address such as \(CaseRun.oneLine(trick))", target), ("such an address in copy", copies)]
        }
    }
}
