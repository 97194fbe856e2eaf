import Foundation

/// What the demonstration desk is filled with: people, what they said on which way, and what agents did about it.
///
/// All addresses are of domains and numbers that are reserved for examples, so nothing that is sent to them reaches anybody.
struct DemoStory: Decodable {
    /// An agent of the desk.
    struct Staff: Decodable {
        let email: String
        let name: String
        let role: String
    }

    /// Somebody who writes or calls.
    struct Customer: Decodable {
        let name: String
        let email: String?
        let phone: String?
        let chat: String?
    }

    /// One matter.
    struct Conversation: Decodable {
        let customer: Customer
        let subject: String
        let turns: [Turn]
    }

    /// The way a customer's words take.
    enum Way: String, Decodable {
        case mail, form, chat, call

        /// The adapter of a channel that takes them.
        var adapter: String {
            switch self {
            case .mail: "email"
            case .form: "web-form"
            case .chat: "chat-webhook"
            case .call: "phone-log"
            }
        }
    }

    /// One thing that happens: a customer's words, an agent's reply or note, or a change of the ticket.
    struct Turn: Decodable {
        /// How many hours ago.
        let hours: Double
        let way: Way?
        let text: String?
        let outcome: String?
        let seconds: Int?
        let agent: String?
        let note: String?
        let assign: String?
        let status: String?
        let priority: String?
        /// Values of fields, by their keys.
        let fields: [String: String]?
        let type: String?
        let tags: [String]?
    }

    let agents: [Staff]
    let conversations: [Conversation]

    /// The story that comes with the program.
    static func read() throws -> DemoStory {
        try JSONDecoder().decode(DemoStory.self, from: Data(PackageResources.story_json))
    }
}
