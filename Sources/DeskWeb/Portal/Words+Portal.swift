import DeskModel

extension Words {
    /// A status as its customer understands it.
    func requestStatus(_ status: TicketStatus) -> String {
        switch status {
        case .new: say("Received", "已收到")
        case .open, .onHold: say("In progress", "处理中")
        case .pending: say("Waiting for you", "等待您的回复")
        case .solved: say("Solved", "已解决")
        case .closed: say("Closed", "已关闭")
        }
    }

    /// The subject of a request; one without words is called so.
    func requestSubject(_ subject: String) -> String {
        subject.contains { !$0.isWhitespace } ? subject : say("(no subject)", "（无主题）")
    }
}

extension TicketStatus {
    /// The style of a status in the portal; statuses that read the same look the same.
    var requestStyle: String {
        switch self {
        case .new: "new"
        case .open, .onHold: "open"
        case .pending: "pending"
        case .solved: "good"
        case .closed: "plain"
        }
    }
}
