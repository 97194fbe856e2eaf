import DeskModel

/// Names whoever did something.
enum ActorName {
    static func shown(_ actor: Actor, among agents: [Agent], _ words: Words) -> String {
        switch actor {
        case .agent(let id): agents.first { $0.id == id }?.name ?? words.say("a former agent", "已离职客服")
        case .contact: words.say("a customer", "客户")
        case .system: words.say("Tributary", "系统")
        case .service(let name): name
        case .operator: words.say("the operator", "运维人员")
        }
    }
}
