import ChannelKit
import MessageRouting
import Testing

/// Signs of life between customers and agents.
@Suite struct ConversationSignalsTests {
    private let clock = StandingClock()
    private let place = ConversationPlace(channel: ChannelID(rawValue: "chat"), key: "v1")

    @Test func `the desk sees who is here and who types, for as long as that is so`() {
        let hub = ConversationSignals { [clock] in clock.now }
        let channel = hub.signaling(for: place.channel)
        #expect(hub.presence(in: place) == hub.presence(in: ConversationPlace(channel: place.channel, key: "v2")))
        channel.tell(.isHere, in: "v1")
        channel.tell(.isHere, in: "v1")
        channel.tell(.typing, in: "v1")
        #expect(hub.presence(in: place).isHere && hub.presence(in: place).isTyping)
        clock.advance(by: ConversationSignals.typingLife)
        #expect(!hub.presence(in: place).isTyping)
        channel.tell(.isAway, in: "v1")
        #expect(hub.presence(in: place).isHere, "another page of theirs is open")
        let left = clock.now
        channel.tell(.isAway, in: "v1")
        clock.advance(by: .seconds(60))
        #expect(!hub.presence(in: place).isHere)
        #expect(hub.presence(in: place).lastHereAt == left)
    }

    @Test func `a page hears its own conversation, and first what still holds`() async {
        let hub = ConversationSignals { [clock] in clock.now }
        hub.agentRead(in: place, until: clock.now)
        hub.agentTypes(in: place, name: "Grace")
        var signals = hub.signaling(for: place.channel).deskSignals(in: "v1").makeAsyncIterator()
        var foreign = hub.signaling(for: ChannelID(rawValue: "other")).deskSignals(in: "v1").makeAsyncIterator()
        #expect(await signals.next() == .hasRead(clock.now))
        #expect(await signals.next() == .typing(name: "Grace"))
        hub.wake(place)
        hub.wake(ConversationPlace(channel: ChannelID(rawValue: "other"), key: "v1"))
        #expect(await signals.next() == .changed)
        #expect(await foreign.next() == .changed)
    }

    @Test func `the desk hears of all conversations`() async {
        let hub = ConversationSignals { [clock] in clock.now }
        var news = hub.customerNews().makeAsyncIterator()
        hub.signaling(for: place.channel).tell(.typing, in: "v1")
        let first = await news.next()
        #expect(first?.place == place && first?.signal == .typing)
    }
}
