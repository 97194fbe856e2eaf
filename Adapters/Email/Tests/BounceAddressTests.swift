import ChannelKit
import Testing

@testable import EmailAdapter

/// Envelope senders that tie a bounce to its mail and recipient.
@Suite struct BounceAddressTests {
    private let desk = TestDesk()
    private static let signed: [String: SettingValue] = [
        "envelope_sender": .text("signed"), "smtp": .object(["host": .text("smtp.example.org")]),
    ]

    private func reply(_ copies: [String] = []) -> OutboundReply {
        OutboundReply(
            key: "k",
            ticketNumber: 7,
            subject: "Printer",
            text: "It is mended.",
            route: ReplyRoute(target: IdentityKey(kind: .email, value: "ada@example.net"), address: "ada@example.net"),
            copies: copies,
            threading: OutboundThreading(
                messageToken: "abcdefghijklmnopqrstuvwxyz234567",
                date: Timestamp(seconds: 1_800_000_000),
                replyToken: "t"
            )
        )
    }

    private func bounce(to address: String, quoting id: String = "another@elsewhere.example") -> String {
        """
        From: MAILER-DAEMON@mx.example.net
        To: \(address)
        Subject: Undelivered
        Message-ID: <b@mx.example.net>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=x

        --x
        Content-Type: text/plain

        It could not be delivered.
        --x
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.net

        Final-Recipient: rfc822; forwarded@far.example
        Action: failed
        Status: 5.1.1
        --x
        Content-Type: text/rfc822-headers

        Message-ID: <\(id)>
        --x--

        """
    }

    @Test func `each recipient has a part of its own, with the same octets and another sender`() throws {
        let parts = try desk.adapter(Self.signed).plan(reply(["bo@example.net"]))
        #expect(parts.map(\.destinations) == [["ada@example.net"], ["bo@example.net"]])
        #expect(Set(parts.map(\.body)).count == 1)
        #expect(Set(parts.compactMap(\.origin)).count == 2)
        #expect(
            parts.allSatisfy { ($0.origin ?? "").hasPrefix("desk+b") && ($0.origin ?? "").hasSuffix("@example.org") }
        )
        #expect(parts.allSatisfy { ($0.origin ?? "").split(separator: "@")[0].utf8.count <= 64 })
    }

    @Test func `a bounce is tied by where it comes, not by what it quotes`() throws {
        let parts = try desk.adapter(Self.signed).plan(reply(["bo@example.net"]))
        for part in parts {
            let address = try #require(part.origin)
            // Servers may change the case of what stands before the @.
            for spelling in [address, address.uppercased()] {
                let news = try desk.envelope(bounce(to: spelling), Self.signed).news
                #expect(news.map(\.messageID) == [part.externalID?.rawValue])
                #expect(news.map(\.part) == [part.index])
                #expect(news.map(\.outcome) == [.failed])
                #expect(news.map(\.code) == ["5.1.1"])
            }
        }
    }

    @Test func `a forged address tells nothing`() throws {
        let address = try #require(try desk.adapter(Self.signed).plan(reply()).first?.origin)
        let forged = [
            address.replacing("b0-", with: "b1-"), address.replacing("abcdef", with: "abcdeg"),
            address.replacing("@", with: "a@"), "desk+b0-x-@example.org", "desk+b0@example.org",
            "desk+b-1-x-y@example.org",
        ]
        for forged in forged {
            let news = try desk.envelope(bounce(to: forged), Self.signed).news
            #expect(news.map(\.messageID) == ["another@elsewhere.example"])
            #expect(news.allSatisfy { $0.part == nil })
        }
    }

    @Test func `a mail without a sender of its own is one part as before`() throws {
        let plain = try desk.adapter(["smtp": Self.signed["smtp"] ?? .text("")]).plan(reply(["bo@example.net"]))
        #expect(plain.map(\.destinations) == [["ada@example.net", "bo@example.net"]])
        var notice = reply()
        notice.purpose = .notice
        #expect(try desk.adapter(Self.signed).plan(notice).map(\.origin) == [""])
        // Even the short form would be longer than servers take.
        let own = "\(String(repeating: "d", count: 50))@example.org"
        let long = Self.signed.merging(["address": .text(own)]) { $1 }
        #expect(try desk.adapter(long).plan(reply()).map(\.origin) == [own])
    }
}
