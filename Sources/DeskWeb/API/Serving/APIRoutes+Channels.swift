import DeskModel
import HTTPTypes

extension APIRoutes {
    private static let channel = APIParameter.path("name", .line(maximum: 64), "The channel's name.")

    /// The ways in and out.
    static let channels: [APIRoute] = [
        APIRoute(
            method: .get,
            path: "/channels",
            access: .scope(.readDesk),
            operation: "listChannels",
            summary: "The channels in force and how they are doing.",
            answer: .object(.ok, APISchema.list(of: DeskResources.channel), "The channels."),
            respond: ChannelCalls.list
        ),
        APIRoute(
            method: .get,
            path: "/channels/{name}",
            access: .scope(.readDesk),
            operation: "getChannel",
            summary: "One channel, with the address to paste at its provider.",
            parameters: [channel],
            answer: .object(.ok, DeskResources.channel, "The channel."),
            respond: ChannelCalls.get
        ),
        APIRoute(
            method: .post,
            path: "/channels/{name}/test",
            access: .scope(.admin),
            operation: "testChannel",
            summary: "Makes one real connection and tells what was found.",
            parameters: [channel],
            answer: .object(.ok, ChannelCalls.trial, "What was found."),
            respond: ChannelCalls.test
        ),
        APIRoute(
            method: .post,
            path: "/channels/{name}/resume",
            access: .scope(.admin),
            operation: "resumeChannel",
            summary: "Lets a held channel's replies go.",
            parameters: [channel],
            answer: .nothing("The channel is not held."),
            respond: ChannelCalls.resume
        ),
    ]
}
