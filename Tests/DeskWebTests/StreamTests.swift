import ChannelKit
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import Synchronization
import Testing

@testable import DeskWeb

/// Streams: counted, written, and ended with the desk.
@Suite struct StreamTests {
    private static let channel = ChannelID(rawValue: "chat")

    @Test func `streams are bounded for a channel and an address, and counted out when they are let go`() {
        let registry = StreamRegistry()
        let limits = WebStream.Limits(perChannel: 3, perAddress: 2)
        var open = (0..<2).map { _ in registry.open(channel: Self.channel, address: "192.0.2.1", limits: limits) }
        #expect(open.allSatisfy { $0 != nil })
        #expect(registry.open(channel: Self.channel, address: "192.0.2.1", limits: limits) == nil)
        open.append(registry.open(channel: Self.channel, address: "192.0.2.2", limits: limits))
        #expect(registry.open(channel: Self.channel, address: "192.0.2.3", limits: limits) == nil)
        #expect(registry.open(channel: ChannelID(rawValue: "other"), address: "192.0.2.1", limits: limits) != nil)
        open.removeAll()
        #expect(registry.count == 0)
    }

    @Test func `addresses of one network count as one`() {
        let registry = StreamRegistry()
        let limits = WebStream.Limits(perChannel: 9, perAddress: 1)
        let one = registry.open(channel: Self.channel, address: "2001:db8::1", limits: limits)
        #expect(one != nil)
        #expect(registry.open(channel: Self.channel, address: "2001:db8::ffff", limits: limits) == nil)
    }

    @Test func `a drain ends what is open and lets nothing begin`() throws {
        let registry = StreamRegistry()
        let limits = WebStream.Limits(perChannel: 9, perAddress: 9)
        let ended = Atomic(0)
        let stream = try #require(registry.open(channel: Self.channel, address: "192.0.2.1", limits: limits))
        let late = try #require(registry.open(channel: Self.channel, address: "192.0.2.1", limits: limits))
        registry.attend(stream) { ended.add(1, ordering: .relaxed) }
        registry.drain()
        #expect(ended.load(ordering: .relaxed) == 1)
        registry.attend(late) { ended.add(1, ordering: .relaxed) }
        #expect(ended.load(ordering: .relaxed) == 2)
        #expect(registry.open(channel: Self.channel, address: "192.0.2.1", limits: limits) == nil)
    }
}
