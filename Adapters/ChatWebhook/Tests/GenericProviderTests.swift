import ChannelKit
import ConformanceCases
import Crypto
import Foundation
import ProviderKit
import Testing

@testable import ChatWebhookAdapter

@Suite struct GenericProviderTests {
    private let now = ConformanceSubject.start

    private func provider(_ secrets: [String], replyURL: String? = "https://site.example/replies") throws -> Generic {
        var settings: [String: SettingValue] = ["secret": .secrets(secrets.map { Secret($0) })]
        settings["reply_url"] = replyURL.map { .text($0) }
        return try Generic(channel: ChannelID(rawValue: "site"), settings: ChannelSettings(settings))
    }

    @Test func `a call is judged by its octets, its age, its id and any live key`() throws {
        let body = try Calls.fixture("generic/message.json")
        let former = [UInt8](repeating: 9, count: 32)
        let generic = try provider([Calls.genericSecret, "whsec_\(Base64.text(former))"])
        for key in [Calls.genericKey, former] {
            let payload = generic.judge(Calls.generic(body, key: key), signedURL: "", now: now).payload
            #expect(payload?.externalID.rawValue == "call:msg_1")
        }
        #expect(
            generic.judge(Calls.generic(body, at: now.advanced(by: .seconds(-300))), signedURL: "", now: now).payload
                != nil
        )
        var rewritten = Calls.generic(body)
        rewritten.body.append(0x20)
        var twice = Calls.generic(body)
        twice.headers.append(HeaderField("webhook-signature", "v1,AA=="))
        var several = Calls.generic(body)
        several.headers[2].value = "v1,AAAA v2,x \(several.headers[2].value)"
        #expect(generic.judge(several, signedURL: "", now: now).payload != nil)
        for call in [
            rewritten, twice, Calls.generic(body, id: "a.b"), Calls.generic(body, key: [1]),
            Calls.generic(body, at: now.advanced(by: .seconds(301))),
        ] { #expect(generic.judge(call, signedURL: "", now: now).payload == nil) }
    }

    @Test func `a signature of the site's own key pair is taken`() throws {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 3, count: 32))
        let generic = try provider(["whpk_\(Base64.text(key.publicKey.rawRepresentation))"], replyURL: nil)
        var call = Calls.generic(try Calls.fixture("generic/message.json"))
        let signature = try key.signature(for: Array("msg_1.\(now.seconds).".utf8) + call.body)
        call.headers[2].value = "v1a,\(Base64.text(signature))"
        #expect(generic.judge(call, signedURL: "", now: now).payload != nil)
        call.headers[2].value = "v1,\(Base64.text(signature))"
        #expect(generic.judge(call, signedURL: "", now: now).payload == nil)
    }

    @Test func `an address is verified where the site says that it checked it`() throws {
        let body = try Calls.fixture("generic/message.json")
        let generic = try provider([Calls.genericSecret])
        let event = try #require(try generic.events(in: ChatSubjects.arrival("call:msg_1", body)).first)
        #expect(event.externalID.rawValue == "m1")
        #expect(event.occurredAt?.rawValue == 1_735_689_600_250)
        #expect(event.regarding == ["m0"])
        #expect(event.actor?.claims.map(\.identity.kind) == [.email, .phone])
        #expect(event.actor?.claims.map(\.isVerified) == [true, false])
    }

    @Test func `a reply is signed anew at each attempt under the same id`() throws {
        let generic = try provider([Calls.genericSecret])
        let reply = OutboundReply(
            key: "r1",
            ticketNumber: 7,
            subject: "",
            text: "It weaves.",
            route: ReplyRoute(target: nil, address: "", conversationKey: ReplyPlace(conversation: "c1").key),
            threading: OutboundThreading(messageToken: "t", date: Timestamp(seconds: 5), replyToken: "t")
        )
        let part = try generic.plan(reply)[0]
        #expect(JSONPart.text(of: part, at: "timestamp") == "1970-01-01T00:00:05Z")
        var ids: Set<String> = []
        for (attempt, time) in [now, now.advanced(by: .seconds(60))].enumerated() {
            let context = DeliveryContext(idempotencyKey: "r1/0", attempt: attempt + 1)
            let play = try ExchangePlay(
                generic.delivery(of: part, context, access: nil, at: time),
                .written(200, ["message_id": "x9"])
            )
            #expect(play.outcome?.externalID?.rawValue == "x9")
            // What it sends it would take itself.
            let request = play.requests[0]
            let call = Calls.post(request.body, request.headers, at: time)
            #expect(
                generic.keys.isSigned(
                    call.headers.single(named: "webhook-signature") ?? "",
                    over: Array("\(request.field("webhook-id") ?? "").\(time.seconds).".utf8) + request.body
                )
            )
            ids.insert(request.field("webhook-id") ?? "")
        }
        #expect(ids.count == 1)
        #expect(ids.first?.contains(".") == false)
    }

    @Test(
        arguments: [
            (204, nil), (301, .never), (400, .never), (401, .blocked(.credentials)), (403, .blocked(.credentials)),
            (410, .never), (429, .later(after: .seconds(30))), (502, .later(after: nil)), (504, .later(after: nil)),
        ] as [(Int, DeliveryFailure.Verdict?)]
    )
    func `every answer has its verdict`(status: Int, verdict: DeliveryFailure.Verdict?) throws {
        let part = OutboundPart(index: 0, destinations: ["c1"], mediaType: "application/json", body: Array("{}".utf8))
        let play = try ExchangePlay(
            provider([Calls.genericSecret])
                .delivery(of: part, DeliveryContext(idempotencyKey: "k", attempt: 1), access: nil, at: now),
            ProviderAnswer(status: status)
        )
        #expect(play.failure?.verdict == verdict)
    }

    @Test(arguments: ["whsec_AAAA", "whpk_AAAA", "whsk_AAAA", "whsec_no base64"])
    func `a key of another form is refused without being shown`(key: String) throws {
        let settings = ChannelSettings(["secret": .secrets([Secret(key)])])
        let problem = #expect(throws: SettingProblem.self) { try Generic.check(settings) }
        #expect(problem?.path == "secret")
        #expect(problem?.description.contains(key) == false)
    }
}
