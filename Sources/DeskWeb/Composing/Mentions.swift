import DeskModel

/// Colleagues that a note names: `@` and a name, or the part of a mail address before its sign.
enum Mentions {
    private static let maximumCount = 20

    /// The agents that a text names, in the order of the list.
    ///
    /// A first name alone is enough while one agent has it.
    static func read(_ text: String, among agents: [Agent]) -> [AgentID] {
        let spoken = text.prefix(100_000).lowercased().split(separator: "@", omittingEmptySubsequences: false)
            .dropFirst()
            .map { $0.prefix(120) }
        guard !spoken.isEmpty else { return [] }
        let present = agents.filter(\.isEnabled)
        return present.filter { agent in
            names(of: agent, among: present).contains { name in spoken.contains { begins($0, with: name) } }
        }.prefix(maximumCount).map(\.id)
    }

    /// What an agent may be called.
    static func names(of agent: Agent, among agents: [Agent]) -> [String] {
        var names = [agent.name.lowercased()]
        if let local = agent.email.split(separator: "@").first { names.append(local.lowercased()) }
        if let first = first(of: agent), agents.count(where: { Self.first(of: $0) == first }) == 1 {
            names.append(first)
        }
        return names.filter { !$0.isEmpty }
    }

    private static func first(of agent: Agent) -> String? { agent.name.split(separator: " ").first?.lowercased() }

    /// Whether a text begins with a name that ends there; Chinese runs on without a gap.
    private static func begins(_ text: Substring, with name: String) -> Bool {
        guard text.hasPrefix(name) else { return false }
        guard let next = text.dropFirst(name.count).first, let last = name.last else { return true }
        return !(next.isLetter || next.isNumber) || !last.isASCII
    }
}
