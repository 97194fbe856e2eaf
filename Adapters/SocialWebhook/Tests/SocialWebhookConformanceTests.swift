import ChannelConformance
import ChannelKit
import ConformanceCases
import ProviderKit
import Testing

@testable import SocialWebhookAdapter

/// Every provider held against the contract of all channels.
@Suite struct SocialWebhookConformanceTests {
    @Test(arguments: ConformanceCases.all)
    func `WhatsApp keeps the contract`(_ promise: ConformanceCase) async {
        await ChannelConformance.check(ConformanceSubjects.whatsApp, against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `WeChat keeps the contract`(_ promise: ConformanceCase) async {
        await ChannelConformance.check(ConformanceSubjects.weChat, against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Twilio keeps the contract`(_ promise: ConformanceCase) async {
        await ChannelConformance.check(ConformanceSubjects.twilio, against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Messenger keeps the contract`(_ promise: ConformanceCase) async {
        await ChannelConformance.check(ConformanceSubjects.messenger, against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Instagram keeps the contract`(_ promise: ConformanceCase) async {
        await ChannelConformance.check(ConformanceSubjects.instagram, against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `X keeps the contract`(_ promise: ConformanceCase) async {
        await ChannelConformance.check(ConformanceSubjects.x, against: promise)
    }

    @Test(arguments: ConformanceCases.all)
    func `Mastodon keeps the contract`(_ promise: ConformanceCase) async {
        await ChannelConformance.check(ConformanceSubjects.mastodon, against: promise)
    }
}
