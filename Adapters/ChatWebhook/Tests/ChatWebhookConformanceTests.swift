import ChannelConformance
import ConformanceCases
import Testing

/// The providers, each held against the contract of all channels.
@Suite struct ChatWebhookConformanceTests {
    @Test(arguments: ConformanceCases.all)
    func `a site of one's own keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ChatSubjects.generic(), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Telegram keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ChatSubjects.telegram(), against: promise)
    }

    /// What reading updates is like does not depend on the way they come.
    static let pulling = ConformanceCases.all.filter { [.listening, .stream, .health].contains($0.need) }

    @Test(arguments: pulling)
    func `Telegram by polling keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ChatSubjects.telegram(pulled: true), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Slack keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ChatSubjects.slack(), against: promise)
    }
}
