public import ChannelKit
public import DeskModel

/// Programs that are told what happens: endpoints, the queue of each, and what came of it.
public protocol WebhookStore: Sendable {
    /// All endpoints, oldest first.
    func webhookEndpoints() async throws -> [WebhookEndpoint]

    /// Adds an endpoint; it is told of what happens from now on.
    func addWebhookEndpoint(_ endpoint: WebhookEndpoint, actor: Actor, at: Timestamp) async throws

    /// Changes an endpoint.
    ///
    /// - Returns: the endpoint now, or as it was when it is gone; nil when there is none.
    func changeWebhookEndpoint(
        _ id: WebhookEndpointID,
        _ change: WebhookEndpointChange,
        actor: Actor,
        at: Timestamp
    ) async throws -> WebhookEndpoint?

    /// Puts what has happened into the queues of enabled endpoints, at most `limit` events for each, and moves their places on in the same
    /// transaction.
    ///
    /// - Returns: how many events were looked at; zero when every queue is up to date.
    func fillWebhookQueues(at now: Timestamp, limit: Int) async throws -> Int

    /// Deliveries to enabled endpoints that are due, the one due longest first.
    ///
    /// Of one ticket's at one endpoint only the oldest, unless it has failed several times already.
    func dueWebhookDeliveries(at now: Timestamp, limit: Int) async throws -> [DueWebhookDelivery]

    /// When the next delivery becomes due; nil when none waits.
    func nextWebhookTime() async throws -> Timestamp?

    /// Stores what came of an attempt and what follows from it.
    func record(_ outcome: WebhookDeliveryOutcome) async throws

    /// A page of an endpoint's deliveries, newest first.
    func webhookDeliveryPage(
        of endpoint: WebhookEndpointID,
        after: PageCursor?,
        limit: Int
    ) async throws -> Page<WebhookDeliveryRecord>

    /// A delivery; nil when there is none.
    func webhookDelivery(_ id: WebhookDeliveryID) async throws -> WebhookDelivery?

    /// Puts a delivery into the queue again.
    ///
    /// - Returns: its endpoint; nil when there is no such delivery.
    func resendWebhook(_ id: WebhookDeliveryID, actor: Actor, at: Timestamp) async throws -> WebhookEndpointID?

    /// Puts a trial into an endpoint's queue.
    func tryWebhook(_ id: WebhookEndpointID, actor: Actor, at: Timestamp) async throws
}

/// The id of an endpoint.
public typealias WebhookEndpointID = RecordID<WebhookEndpoint>
/// The id of a delivery to an endpoint.
public typealias WebhookDeliveryID = RecordID<WebhookDelivery>

/// A program that is told what happens.
public struct WebhookEndpoint: Sendable, Hashable {
    /// The id.
    public var id: WebhookEndpointID
    /// Where it listens; may hold a secret, so it is shown to admins only and never logged.
    public var url: String
    /// What it is, in the admins' words.
    public var note: String
    /// The types of events it wants; empty is every type.
    public var types: Set<String>
    /// Whether it is told anything.
    public var isEnabled: Bool
    /// Why Tributary itself switched it off; empty otherwise.
    public var problem: String
    /// Which making of its secret is in force, from 1.
    public var secret: Int
    /// The making before, while that still counts.
    public var olderSecret: Int?
    /// When it last took something.
    public var lastSuccessAt: Timestamp?
    /// When it was added.
    public var createdAt: Timestamp

    /// Creates an enabled endpoint that was told nothing yet.
    public init(
        id: WebhookEndpointID,
        url: String,
        note: String,
        types: Set<String>,
        isEnabled: Bool = true,
        problem: String = "",
        secret: Int = 1,
        olderSecret: Int? = nil,
        lastSuccessAt: Timestamp? = nil,
        createdAt: Timestamp
    ) {
        self.id = id
        self.url = url
        self.note = note
        self.types = types
        self.isEnabled = isEnabled
        self.problem = problem
        self.secret = secret
        self.olderSecret = olderSecret
        self.lastSuccessAt = lastSuccessAt
        self.createdAt = createdAt
    }
}

/// What is changed about an endpoint.
public enum WebhookEndpointChange: Sendable, Hashable {
    /// It is told things again, from now on.
    case enable
    /// It is told nothing any more; what waits in its queue stays there.
    case disable
    /// It gets a new secret; the one before counts until it is retired.
    case renewSecret
    /// The secret before counts no more.
    case retireOlderSecret
    /// It is found elsewhere, called otherwise, or wants other events; nil stays as it is.
    case describe(url: String? = nil, note: String? = nil, types: Set<String>? = nil)
    /// It goes, with its queue and log.
    case remove
}

/// How a delivery to an endpoint stands.
public enum WebhookDeliveryState: String, Sendable, Hashable, CaseIterable {
    /// It waits for its next attempt.
    case pending
    /// The endpoint took it.
    case delivered
    /// It was given up.
    case failed
}

/// One event on its way to one endpoint.
public struct WebhookDelivery: Sendable, Hashable {
    /// The id.
    public var id: WebhookDeliveryID
    /// The endpoint.
    public var endpoint: WebhookEndpointID
    /// The event; nil for a trial.
    public var event: NumberedEvent?
    /// How it stands.
    public var state: WebhookDeliveryState
    /// How many attempts were made.
    public var attempts: Int
    /// Not before this.
    public var notBefore: Timestamp
    /// When it was put into the queue.
    public var queuedAt: Timestamp

    /// Creates a delivery.
    public init(
        id: WebhookDeliveryID,
        endpoint: WebhookEndpointID,
        event: NumberedEvent?,
        state: WebhookDeliveryState,
        attempts: Int,
        notBefore: Timestamp,
        queuedAt: Timestamp
    ) {
        self.id = id
        self.endpoint = endpoint
        self.event = event
        self.state = state
        self.attempts = attempts
        self.notBefore = notBefore
        self.queuedAt = queuedAt
    }
}

/// A delivery that is due, with its endpoint.
public struct DueWebhookDelivery: Sendable, Hashable {
    /// The delivery.
    public var delivery: WebhookDelivery
    /// The endpoint.
    public var endpoint: WebhookEndpoint

    /// Creates a pair.
    public init(delivery: WebhookDelivery, endpoint: WebhookEndpoint) {
        self.delivery = delivery
        self.endpoint = endpoint
    }
}

/// One attempt at a delivery.
public struct WebhookAttempt: Sendable, Hashable {
    /// The number, from 1.
    public var number: Int
    /// When it began.
    public var startedAt: Timestamp
    /// When it ended.
    public var endedAt: Timestamp
    /// The HTTP status; nil when there was no answer.
    public var status: Int?
    /// What happened, in plain words, or the beginning of the answer.
    public var detail: String

    /// Creates an attempt.
    public init(number: Int, startedAt: Timestamp, endedAt: Timestamp, status: Int?, detail: String) {
        self.number = number
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.status = status
        self.detail = detail
    }
}

/// What came of an attempt and what follows from it.
public struct WebhookDeliveryOutcome: Sendable, Hashable {
    /// What follows.
    public enum Consequence: Sendable, Hashable {
        /// The endpoint took it.
        case delivered
        /// It is tried again.
        case again(at: Timestamp)
        /// It is given up.
        case givenUp
        /// It is given up, and the endpoint is switched off for that reason.
        case switchedOff(String)
    }

    /// The delivery.
    public var delivery: WebhookDeliveryID
    /// The attempt.
    public var attempt: WebhookAttempt
    /// What follows.
    public var consequence: Consequence

    /// Creates an outcome.
    public init(delivery: WebhookDeliveryID, attempt: WebhookAttempt, consequence: Consequence) {
        self.delivery = delivery
        self.attempt = attempt
        self.consequence = consequence
    }
}

/// A delivery with its attempts.
public struct WebhookDeliveryRecord: Sendable, Hashable {
    /// The delivery.
    public var delivery: WebhookDelivery
    /// Its attempts, oldest first.
    public var attempts: [WebhookAttempt]

    /// Creates a record.
    public init(delivery: WebhookDelivery, attempts: [WebhookAttempt]) {
        self.delivery = delivery
        self.attempts = attempts
    }
}

extension TicketEvent.Kind {
    /// What programs call an event of this kind.
    public var webhookType: String { "ticket.\(rawValue)" }
}
