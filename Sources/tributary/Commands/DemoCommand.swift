import ArgumentParser
import DeskModel
import Foundation
import TicketStorage

/// `tributary demo`: fills an empty desk for a first look.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Fill an empty desk with believable tickets for a first look.",
        discussion: """
            Customers, agents and tickets are invented; their addresses belong to nobody. To try it beside a desk of your own, \
            give it a data folder of its own: TRIBUTARY_DATA=demo tributary demo
            """
    )

    @OptionGroup var options: CommonOptions

    func run() async throws { try await options.execute(FillDemo(json: options.json, showsProgress: isatty(2) == 1)) }
}

/// Fills the desk.
struct FillDemo: DeskCommand {
    static let name = "demo"
    let json: Bool
    let showsProgress: Bool

    private struct Summary: Encodable {
        let tickets: Int
        let agents: Int
        let leftOut: Int
    }

    func run(on desk: Desk, _ output: CommandOutput) async throws {
        guard try await desk.store.ticketPage(TicketQuery(view: .all, limit: 1)).items.isEmpty else {
            throw CommandFailure(
                .data,
                "The desk has tickets already; only an empty one is filled. "
                    + "Name another data folder: TRIBUTARY_DATA=demo tributary demo"
            )
        }
        let story = try DemoStory.read()
        var filling = DemoFilling(desk: desk, story: story, now: Desk.clock())
        try await filling.fill { done, total in
            if showsProgress, !json, done % 10 == 0 { try await output.line("\(done) of \(total) …") }
        }
        let summary = Summary(tickets: filling.ticketCount, agents: story.agents.count, leftOut: filling.leftOut)
        if json { return try await output.json(summary) }
        try await output.line("\(summary.tickets) tickets and \(summary.agents) agents are on the desk.")
        if summary.leftOut > 0 {
            try await output.line("\(summary.leftOut) messages were left out: no enabled channel takes them.")
        }
        try await output.line("Start it with `tributary serve`, and sign in with an account of your own:")
        try await output.line("  tributary users add you@example.com --name You --role admin")
    }
}
