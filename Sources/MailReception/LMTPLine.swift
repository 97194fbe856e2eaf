import ChannelKit
import Failpoints
import NIOCore

/// Serves one connection: reads, has mails taken, answers.
struct LMTPLine: Sendable {
    /// Why a connection is not served.
    enum Refusal: Sendable {
        /// It comes from an address that may not speak here.
        case stranger
        /// Too many are open.
        case full

        var words: String {
            switch self {
            case .stranger: "554 5.7.1 You may not speak here"
            case .full: "421 4.3.2 Too many lines are open; come back later"
            }
        }
    }

    let name: String
    let largestMail: Int
    let limits: LMTPLimits
    let receiver: any MailReceiver

    /// Serves a connection to its end; what goes wrong ends it.
    func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, refusing refusal: Refusal?) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                if let refusal {
                    try await outbound.write(ByteBuffer(string: "\(refusal.words)\r\n"))
                    return
                }
                try await talk(inbound, outbound)
            }
        } catch {
            // A lost line: what was not answered is brought again.
        }
    }

    private func talk(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws {
        var conversation = LMTPConversation(
            name: name,
            largestMail: largestMail,
            limits: limits,
            accepts: receiver.accepts(recipient:)
        )
        guard try await work(&conversation, outbound) else { return }
        var mailEnd: ContinuousClock.Instant?
        for try await octets in inbound {
            conversation.receive(octets.readableBytesView)
            guard try await work(&conversation, outbound) else { return }
            if conversation.isAmidData { failpoint("reception-amid-data") }
            mailEnd = conversation.isAmidMail ? mailEnd ?? .now.advanced(by: limits.mail) : nil
            if let mailEnd, mailEnd < .now {
                // One octet a minute keeps a line from being silent, and would never end.
                _ = conversation.ended("")
                try await outbound.write(ByteBuffer(string: "421 4.4.2 The mail takes too long\r\n"))
                return
            }
        }
    }

    /// Does what can be done with the octets there are; answers what was said in one go in one go.
    ///
    /// - Returns: whether the line goes on.
    private func work(
        _ conversation: inout LMTPConversation,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Bool {
        var answers: [UInt8] = []
        var hasTaken = false
        while let step = conversation.next() {
            switch step {
            case .say(let octets): answers += octets
            case .take(let mail):
                failpoint("reception-offered")
                let answer = await receiver.take(mail)
                failpoint("reception-taken")
                hasTaken = true
                answers += conversation.answered(answer)
            case .end(let octets):
                try await outbound.write(ByteBuffer(bytes: answers + octets))
                return false
            }
        }
        if !answers.isEmpty { try await outbound.write(ByteBuffer(bytes: answers)) }
        if hasTaken { failpoint("reception-answered") }
        return true
    }
}
