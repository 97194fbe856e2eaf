import ChannelKit
import ProviderKit
import Testing

@testable import SocialWebhookAdapter

/// What is read in the payloads of every provider.
@Suite struct EventTests {
    @Test(arguments: EventFixture.all)
    func `a payload is read as its fixture says`(_ fixture: EventFixture) throws {
        let events = try fixture.reader().events(in: fixture.arrival)
        #expect(events.map(EventFixture.line).joined(separator: "\n") + "\n" == fixture.expected)
    }

    @Test(arguments: EventFixture.all)
    func `a payload is read the same again`(_ fixture: EventFixture) throws {
        let reader = try fixture.reader()
        #expect(try reader.events(in: fixture.arrival) == reader.events(in: fixture.arrival))
    }

    @Test func `every provider has fixtures`() {
        let read = Set(EventFixture.all.map(\.provider))
        #expect(read == Set(SocialWebhookAdapter.providers.map { $0.name }))
    }

    @Test(arguments: ["whatsapp", "messenger", "instagram", "wechat", "x", "mastodon"])
    func `what is no payload is unreadable`(_ provider: String) throws {
        for body in ["", "[[[[", "12", "<html>", "{"] {
            let fixture = EventFixture(provider: provider, name: "-", payload: Array(body.utf8), expected: "")
            let reader = try fixture.reader()
            #expect(throws: UnreadableArrival.self) { try reader.events(in: fixture.arrival) }
        }
    }

    @Test func `events of another telephone number are left alone`() throws {
        let fixture = try #require(EventFixture.all.first { $0.provider == "whatsapp" && $0.name == "text" })
        for (number, count) in [("PN1", 1), ("PN2", 0)] {
            let provider = try WhatsApp(
                channel: ProviderTrial.channel,
                settings: ProviderTrial.settings(["phone_number_id": number])
            )
            #expect(try provider.events(in: fixture.arrival).count == count)
        }
    }

    @Test func `echoes of our own app are dropped, those of people are told`() throws {
        let body = """
            {"object":"page","entry":[{"id":"P1","messaging":[\
            {"sender":{"id":"P1"},"recipient":{"id":"U1"},"timestamp":1,\
            "message":{"mid":"m_1","text":"by us","is_echo":true,"app_id":77,"metadata":"tributary:social"}},\
            {"sender":{"id":"P1"},"recipient":{"id":"U1"},"timestamp":2,\
            "message":{"mid":"m_2","text":"by our app","is_echo":true,"app_id":99}},\
            {"sender":{"id":"P1"},"recipient":{"id":"U1"},"timestamp":3,\
            "message":{"mid":"m_3","text":"by a colleague","is_echo":true,"app_id":26390203743090}}]}]}
            """
        let fixture = EventFixture(provider: "messenger", name: "-", payload: Array(body.utf8), expected: "")
        let provider = try Messenger(channel: ProviderTrial.channel, settings: ProviderTrial.settings(["app_id": "99"]))
        let events = try provider.events(in: fixture.arrival)
        #expect(events.map(\.text) == ["by a colleague"])
        #expect(events.map(\.automatic) == [.ownEcho])
    }

    @Test func `an SMS does not prove who holds the number`() throws {
        let fixture = try #require(EventFixture.all.first { $0.provider == "twilio" && $0.name == "sms" })
        let event = try #require(try fixture.reader().events(in: fixture.arrival).first)
        #expect(event.actor?.doubt != nil)
        #expect(event.actor?.identity == IdentityKey(kind: .phone, value: "+442087654321"))
    }
}
