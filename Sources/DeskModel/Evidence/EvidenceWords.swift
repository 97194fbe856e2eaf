import ChannelKit

extension Evidence {
    /// The sentence for agents, in both languages side by side, so that none can be missing.
    public var said: BilingualText {
        switch self {
        case .words(let words): say(words, words)
        case .wording(let wording): say(wording.english, wording.chinese)

        case .noAddress: say("The sender gives no address.", "发送者没有留下地址。")
        case .newAddress: say("The address is new.", "这是一个新地址。")
        case .knownAddress(let address): say("\(address) is known.", "\(address) 是已知地址。")
        case .sharedAddress:
            say("Several people use such an address: it ties nothing together.", "此类地址由多人共用，不据此归并任何内容。")
        case .provenAddress(let method): say("The address is proven by \(method).", "该地址已通过 \(method) 验证。")
        case .adoptedAddress(let address, let who):
            say("\(address) is proven to be theirs too (\(who)).", "\(address) 也已证实属于此人（\(who)）。")
        case .onePerson(let one, let other, let who):
            say(
                "\(one) and \(other) are proven to be the same person's (\(who)).",
                "\(one) 和 \(other) 已证实属于同一人（\(who)）。"
            )
        case .claimedAddress(let sender, let claimed, .oneSide):
            say(
                "\(sender) names \(claimed) as theirs; one side is not proven.",
                "\(sender) 声称 \(claimed) 也归其所有；其中一方未经验证。"
            )
        case .claimedAddress(let sender, let claimed, .claim):
            say(
                "\(sender) names \(claimed) as theirs; it is not proven.",
                "\(sender) 声称 \(claimed) 也归其所有；此说法未经验证。"
            )

        case .strangeToken(let place):
            say("A token in \(place.said.english) is not one of ours.", "\(place.said.chinese)中的标记不是本系统签发的。")
        case .signedToken(let ticket, let place):
            say(
                "A signed token of ticket \(ticket) stands in \(place.said.english).",
                "\(place.said.chinese)中有工单 \(ticket) 的签名标记。"
            )
        case .reference(let reference, let origin, let ticket):
            say(
                "It \(reference.rawValue) a message that was \(origin.rawValue) in ticket \(ticket).",
                "它\(reference.chinese)工单 \(ticket) 中\(origin.chinese)的消息。"
            )
        case .doubtfulReference(let reference, let ticket, let objection):
            say(
                "It \(reference.rawValue) a message of \(Self.name(ticket).english), but \(objection.said.english).",
                "它\(reference.chinese)\(Self.name(ticket).chinese)中的消息，但\(objection.said.chinese)。"
            )
        case .conversation(let ticket):
            say("It belongs to the conversation of ticket \(ticket).", "它属于工单 \(ticket) 的会话。")
        case .doubtfulConversation(let ticket?, .unprovenNow):
            say(
                "Its conversation is that of ticket \(ticket), but nothing proves the sender this time.",
                "它的会话属于工单 \(ticket)，但这次无法验证发送者。"
            )
        case .doubtfulConversation(let ticket?, .stranger):
            say(
                "Its conversation is that of ticket \(ticket), in which the sender does not take part.",
                "它的会话属于工单 \(ticket)，但发送者并未参与该工单。"
            )
        case .doubtfulConversation(nil, .unprovenNow):
            say(
                "It claims the same conversation, but nothing proves the sender this time.",
                "它自称属于同一会话，但这次无法验证发送者。"
            )
        case .doubtfulConversation(nil, .stranger):
            say(
                "It claims the same conversation, but the sender does not take part in it.",
                "它自称属于同一会话，但发送者并未参与。"
            )
        case .subject(let ticket):
            say(
                "The subject names ticket \(ticket) and the sender is a proven participant of it.",
                "主题中包含工单 \(ticket) 的编号，且发送者是其已验证的参与者。"
            )
        case .doubtfulSubject(let ticket):
            say(
                "The subject names ticket \(ticket), but the sender is no proven participant of it.",
                "主题中包含工单 \(ticket) 的编号，但发送者不是其已验证的参与者。"
            )
        case .severalOpenTickets: say("The person has several open tickets.", "此人有多个未解决的工单。")
        case .onlyOpenTicket(let ticket, .bothSides):
            say(
                "The person's only open ticket is \(ticket), and both sides are proven.",
                "此人唯一未解决的工单是 \(ticket)，且双方均已验证。"
            )
        case .onlyOpenTicket(let ticket, .call):
            say(
                "The person's only open ticket is \(ticket), and the call came from a number of theirs, which proves nothing.",
                "此人唯一未解决的工单是 \(ticket)，来电号码属于此人，但这不构成证明。"
            )
        case .doubtfulOpenTicket(let ticket?, let objection):
            say(
                "The person has one open ticket, \(ticket), but \(objection.said.english).",
                "此人有一个未解决的工单 \(ticket)，但\(objection.said.chinese)。"
            )
        case .doubtfulOpenTicket(nil, let objection):
            say(
                "The same person has this ticket open, but \(objection.said.english).",
                "同一人的这个工单尚未解决，但\(objection.said.chinese)。"
            )
        case .quietOpenTicket(let ticket?):
            say(
                "The person's open ticket \(ticket) was last written in too long ago.",
                "此人未解决的工单 \(ticket) 距上次来信已太久。"
            )
        case .quietOpenTicket(nil):
            say(
                "The same person has this ticket open, last written in longer ago than the channel unifies.",
                "同一人的这个工单尚未解决，但距上次来信已超出渠道的归并时限。"
            )
        case .finishedTicket(let ticket, let status):
            say(
                "Ticket \(ticket) is \(status.rawValue): the message opens a new ticket linked to it.",
                "工单 \(ticket) \(status.chinese)：此消息新建一个与之关联的工单。"
            )
        case .noTicket: say("It belongs to no ticket.", "它不属于任何工单。")

        case .namesMessage(let id): say("It names the message by its id \(id).", "它以标识 \(id) 指明该消息。")
        case .namesNoMessage: say("It does not say which message it changes.", "它没有说明更改的是哪条消息。")
        case .unknownMessage(let id):
            say(
                "No message of this channel has the id \(id); it is kept a week in case the message still comes.",
                "此渠道没有标识为 \(id) 的消息；保留一周，以防该消息随后到达。"
            )
        case .earlyChange: say("It came before its message.", "它先于所更改的消息到达。")
        case .takenBackBefore: say("The message was taken back already.", "该消息已被撤回。")
        case .strangersChange(let name): say("\(name) did not send the message.", "该消息不是 \(name) 发送的。")
        case .unknownWords: say("The provider does not hand the new words over.", "服务商没有提供新的内容。")
        case .sameWords: say("The words are those in force.", "内容与现有内容相同。")
        case .olderWords:
            say(
                "The words in force were written later; these are kept as an earlier version.",
                "现有内容写于其后；此内容作为较早的版本保留。"
            )
        case .changed: say("Its sender changed it.", "发送者更改了此消息。")
        case .takenBack: say("Its sender took it back.", "发送者撤回了此消息。")
        case .removed(let name): say("\(name) took it back.", "\(name) 撤回了此消息。")

        case .colleague: say("The channel knows the sender as a colleague.", "渠道表明发送者是同事。")
        case .agentsAddress: say("The sender's address is an agent's.", "发送者的地址属于客服人员。")
        case .colleaguesWords:
            say("It is shown as a colleague's and changes nothing.", "它作为同事的消息显示，不作任何更改。")
        case .forwarded(let author):
            say(
                "They forwarded it; \(author) is whom the forward names as its author.",
                "由其转发；转发内容注明的作者是 \(author)。"
            )
        case .noticeAddress:
            say("It carried the signed address of an agent's notice.", "它带有客服通知的签名地址。")
        case .noWords(let kind):
            say("A \(kind.rawValue) is nobody's words.", "\(kind.chinese)不是任何人所写的内容。")
        case .machinesWords(let origin):
            say(
                "No person wrote it (\(origin.rawValue)), and it belongs to no ticket.",
                "并非人工所写（\(origin.chinese)），且不属于任何工单。"
            )
        case .machinesWordsShown(let origin):
            say(
                "No person wrote it (\(origin.rawValue)); it is shown in the ticket it speaks of and changes nothing.",
                "并非人工所写（\(origin.chinese)）；它显示在所涉及的工单中，不作任何更改。"
            )
        case .copy(let channel, let ticket):
            say(
                "The same message came by the channel \(channel) and is in ticket \(ticket).",
                "同一消息已通过渠道 \(channel) 到达，位于工单 \(ticket) 中。"
            )
        case .callBackWaits(let address):
            say(
                "A call back to \(address) waits in this ticket already.",
                "本工单中已有对 \(address) 的待回电任务。"
            )

        case .bulkMail:
            say("Mailing-list or bulk mail; release it if it is a request.", "邮件列表或群发邮件；如为客户请求，请放行。")
        case .colleaguesMail:
            say(
                "A colleague wrote it and it belongs to no ticket; release it if it is a request.",
                "由同事所写，不属于任何工单；如为客户请求，请放行。"
            )
        case .unprovenAgent:
            say(
                "It says to be from an agent's address, which nothing proves; release it if it is a request.",
                "它自称来自客服人员的地址，但无法证明；如为客户请求，请放行。"
            )
        case .blockedAddress(let address): say("The sender \(address) is blocked.", "发件人 \(address) 已被屏蔽。")
        case .blockedDomain(let domain): say("The domain \(domain) is blocked.", "域名 \(domain) 已被屏蔽。")

        case .names(let likeness): likeness.said
        case .mailAddresses(let likeness): likeness.said(of: "e-mail address", "电子邮件地址")
        case .phoneNumbers(let likeness): likeness.said(of: "phone number", "电话号码")
        case .fields(let name, let likeness): likeness.said(of: name, "“\(name)”")
        case .alikeToOthers(let count):
            say(
                "Both match \(count == 1 ? "another contact" : "\(count) other contacts") of this group",
                "两者都与该组中的另外 \(count) 位联系人相符"
            )
        case .onePersonAlready: say("They are one person already.", "他们已经是同一个人。")
        case .sameName(let name): say("Both are named \(name).", "两者的姓名都是 \(name)。")
        case .markedShared(let address):
            say("\(address) is marked as used by several people.", "\(address) 已标记为多人共用。")
        case .unprovenAddresses(let addresses):
            say(
                "Not proven to be theirs: \(addresses.joined(separator: ", ")).",
                "未证实属于他们的地址：\(addresses.joined(separator: "、"))。"
            )
        case .commonAddress(let address, let who, .proof):
            say("\(who) proves that \(address) belongs to both.", "\(who) 证明 \(address) 属于两者。")
        case .commonAddress(let address, let who, .hint):
            say("\(who) suggests that \(address) belongs to both.", "\(who) 表示 \(address) 可能属于两者。")
        case .ticketCounts(let one, let other):
            say(
                "\(one) and \(other) tickets would stand under one name.",
                "合并后，\(one) 个和 \(other) 个工单将归于同一人名下。"
            )
        case .agentsWord: say("An agent says so.", "由客服人员认定。")
        case .operatorsWord: say("The operator says so.", "由运维人员认定。")
        case .programsWord(let name): say("The program “\(name)” says so.", "由程序“\(name)”认定。")
        }
    }

    private func say(_ english: String, _ chinese: String) -> BilingualText {
        BilingualText(english: english, chinese: chinese)
    }

    private static func name(_ ticket: Int?) -> BilingualText {
        ticket.map { BilingualText(english: "ticket \($0)", chinese: "工单 \($0) ") }
            ?? BilingualText(english: "this ticket", chinese: "本工单")
    }
}
