import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import Logging
import TicketStorage

/// One request with everything its handler may want to know.
struct Exchange: Sendable {
    let site: DeskSite
    let method: HTTPRequest.Method
    /// The parts of the path, decoded.
    let path: [String]
    /// The path and query as asked for, to come back to.
    let target: String
    /// What the route's `:names` stand for.
    let parameters: [String: String]
    let query: FormValues
    let headers: HTTPFields
    /// The submitted form; empty for everything but a form.
    let form: FormValues
    /// Files that came with the form.
    let files: [SubmittedFile]
    /// The reader's line, for answers that go on until it is closed; nil when there is no connection.
    let line: RequestBody?
    /// Who asks, as far as trusted proxies tell.
    let remoteAddress: String
    let now: Timestamp
    let words: Words
    /// Who is signed in; always set behind a route that asks for it.
    let signedIn: SignedIn?
    /// Who is signed in at the portal; always set behind a route that asks for it.
    let customer: SignedInCustomer?
    let logger: Logger

    var store: any TicketStore { site.services.store }

    /// The signed-in agent as the actor of a change.
    ///
    /// - Throws: ``PageProblem`` when nobody is, which no route lets happen.
    var actor: Actor {
        get throws { .agent(try agent.id) }
    }

    /// The signed-in agent.
    var agent: Agent {
        get throws {
            guard let signedIn else { throw PageProblem.signInNeeded }
            return signedIn.agent
        }
    }

    /// The id in the path under that name.
    func id<Record>(_ name: String, of record: Record.Type = Record.self) throws -> RecordID<Record> {
        guard let text = parameters[name], let id = RecordID<Record>(text) else { throw PageProblem.notFound }
        return id
    }

    /// The number in the path under that name.
    func number(_ name: String = "number") throws -> Int {
        guard let text = parameters[name], text.utf8.count <= 12, let number = Int(text), number > 0 else {
            throw PageProblem.notFound
        }
        return number
    }

    /// The clock of the asking browser.
    var clock: PageClock { PageClock(now: now, zone: Cookies.value("tz", in: headers).flatMap { PageZone($0) }) }

    /// What pages are written with.
    var frame: PageFrame {
        PageFrame(
            words: words,
            clock: clock,
            deskName: site.brand.name,
            logoPath: site.brand.logoPath,
            signedIn: signedIn,
            customer: customer,
            path: target,
            links: site.contentLinks,
            makeKey: site.makeToken
        )
    }
}

/// Somebody's session.
struct SignedIn: Sendable, Hashable {
    let session: Session
    let agent: Agent

    var formToken: String { FormToken.make(for: session) }
}

/// A file that came with a form.
struct SubmittedFile: Sendable, Hashable {
    let field: String
    let name: String
    let contentType: String
    let octets: [UInt8]
}
