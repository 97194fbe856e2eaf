import ChannelConformance
import ConformanceCases
import Testing

/// Further providers, each held against the contract of all channels.
@Suite struct ChatProvidersConformanceTests {
    @Test(arguments: ConformanceCases.all)
    func `Matrix keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ProviderSubjects.matrix(), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Feishu keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ProviderSubjects.feishu(), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `WeCom keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ProviderSubjects.wecom(), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `LINE keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ProviderSubjects.line(), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Mattermost keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ProviderSubjects.mattermost(), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Rocket Chat keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ProviderSubjects.rocketchat(), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Discord keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ProviderSubjects.discord(), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `DingTalk keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ProviderSubjects.dingtalk(), against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Teams keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ProviderSubjects.teams(), against: promise)
    }

    /// What comes while it listens waits for a doorbell, which the cases do not ring, or for the schedule.
    static let pulling = ConformanceCases.all.filter { [.stream, .health].contains($0.need) }

    @Test(arguments: pulling)
    func `WeCom by pulling keeps the contract`(_ promise: ConformanceCase) async throws {
        await ChannelConformance.check(try ProviderSubjects.wecomService(), against: promise)
    }
}
