import ChannelKit
import DeskModel
import Testing

@testable import DeskWeb

/// How the facts of a telephone call are told from the fields of a form.
@Suite struct CallFactsTests {
    private func page(_ fields: [(name: String, label: String, value: String)]) async throws -> String {
        let desk = try TestDesk()
        let fields = fields.map { EnvelopeField(name: $0.name, label: $0.label, value: $0.value) }
        let ticket = try await desk.receive(Letter(fields: fields))
        return try await desk.get("/desk/tickets/\(ticket.number)", as: try await desk.signIn()).body
    }

    @Test func `a call's facts are said in the reader's words`() async throws {
        let page = try await page([
            ("direction", "Direction", "inbound"), ("outcome", "Outcome", "missed"), ("to", "To", "+442087654321"),
            ("duration_s", "Duration in seconds", "312"), ("shift", "Shift", "early"),
        ])
        for (label, value) in [
            ("Direction", "incoming"), ("Called", "+442087654321"), ("Lasted", "5:12"), ("Shift", "early"),
        ] {
            #expect(page.contains("<dt>\(label)</dt><dd>\(value)</dd>"), "\(label)")
        }
    }

    @Test(arguments: [("Northbound", "Better"), ("inbound", "Better"), ("Northbound", "missed")])
    func `a form with fields of the same names is shown as it was asked`(
        _ direction: String,
        _ outcome: String
    ) async throws {
        let page = try await page([
            ("direction", "Which way did it drive?", direction), ("outcome", "How did it end?", outcome),
            ("to", "To whom?", "Ada"), ("duration_s", "Days of waiting", "312"),
        ])
        for (label, value) in [
            ("Which way did it drive?", direction), ("How did it end?", outcome), ("To whom?", "Ada"),
            ("Days of waiting", "312"),
        ] {
            #expect(page.contains("<dt>\(label)</dt><dd>\(value)</dd>"), "\(label)")
        }
    }
}
