import ChannelKit
import DeskModel
import MessageRouting
import TicketStorage

/// Somebody the customer's last mail also went to, whom an answer may go to in copy.
struct CopyChoice: Sendable, Hashable {
    var address: String
    var name: String
    var isChosen: Bool

    /// The most people that are offered.
    private static let maximumCount = 20

    /// The people in To and Cc of the last message that a customer wrote on a ticket's newest way, the desk and the customer
    /// themselves left out.
    ///
    /// Those whom the last answer on that way went to are chosen; before any answer, all of them where it is proven who wrote the
    /// mail. With a sender that nothing proves, anybody could have named themselves there.
    static func all(of thread: TicketThread, directory: ChannelDirectory) -> [CopyChoice] {
        guard let leg = thread.legs.max(by: { $0.lastInboundAt < $1.lastInboundAt }),
            directory[leg.channel]?.abilities.threading == .references
        else { return [] }
        var message: InboundMessage?
        var answer: Reply?
        for entry in thread.entries {
            switch entry {
            case .inbound(let inbound) where inbound.leg == leg.id && inbound.automatic == nil: message = inbound
            case .reply(let reply, _) where reply.leg == leg.id && reply.purpose == .reply: answer = reply
            default: break
            }
        }
        guard let message else { return [] }
        let channels = directory.all
        var seen: Set<IdentityKey> = []
        var choices: [CopyChoice] = []
        for recipient in message.recipients where recipient.role != .envelope && choices.count < maximumCount {
            guard let key = recipient.identity, key != leg.route.target, seen.insert(key).inserted,
                recipient.address != message.senderAddress, !channels.contains(where: { $0.adapter.isOwn(key) })
            else { continue }
            let wasChosen = answer.map { $0.copies.contains { $0.lowercased() == recipient.address.lowercased() } }
            choices.append(
                CopyChoice(
                    address: recipient.address,
                    name: recipient.name ?? "",
                    isChosen: wasChosen ?? message.authenticity.isVerified
                )
            )
        }
        return choices
    }

    /// A line of boxes; without a script they are part of the form.
    static func html(_ choices: [CopyChoice], _ words: Words) -> HTML {
        guard !choices.isEmpty else { return "" }
        var html: HTML = """
            <fieldset class="copies"><legend>\(words.say("The mail also went to; answer them in copy:", "来信还发给了以下人员，勾选即抄送："))</legend>
            """
        for choice in choices {
            let who = choice.name.isEmpty ? choice.address : "\(choice.name) <\(choice.address)>"
            html.add(
                """
                <label class="check"><input type="checkbox" name="copy" value="\(choice.address)"\(if: choice.isChosen, " checked")> \(who)</label>
                """
            )
        }
        html.add("</fieldset>")
        return html
    }
}
