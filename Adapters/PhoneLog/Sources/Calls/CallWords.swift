/// What a call is called in its ticket: the subject, and a line that says how it went.
enum CallWords: String, Sendable {
    case english = "en"
    case chinese = "zh"

    /// How a call went.
    func text(of call: LinkedCall) -> String {
        let talked = call.talk.map { length($0) } ?? ""
        let lasted = call.duration.map { length($0) } ?? ""
        if call.direction == .outbound {
            return call.outcome == .answered
                ? say("Outgoing call\(talked)", "呼出电话\(talked)")
                : say("Outgoing call, not answered", "呼出电话，对方未接听")
        }
        return switch call.outcome {
        case .answered: say("Call answered\(talked)", "电话已接听\(talked)")
        case .voicemail: "\(say("Voicemail", "语音留言"))\(talked.isEmpty ? lasted : talked)"
        case .abandoned: abandoned(call.queue) + lasted
        case .busy: say("Missed call, the line was busy", "未接来电，线路忙")
        case .rejected: say("Missed call, it was declined", "未接来电，已拒接")
        case .blocked: say("Call blocked", "来电已拦截")
        case .failed: say("Missed call, it could not be put through", "未接来电，未能接通")
        case .missed: say("Missed call", "未接来电")
        case .unknown: say("Call\(lasted)", "电话\(lasted)")
        }
    }

    /// What a ticket that a call opens is about.
    ///
    /// - Parameters:
    ///   - call: the call.
    ///   - who: the other side's name or number; nil where both are withheld.
    /// - Returns: one line.
    func subject(of call: LinkedCall, who: String?) -> String {
        let who = who ?? say("a withheld number", "未显示号码")
        if call.direction == .outbound { return say("Call to \(who)", "致电 \(who)") }
        return switch call.outcome {
        case .answered, .unknown, .blocked: say("Call from \(who)", "来电：\(who)")
        case .voicemail: say("Voicemail from \(who)", "语音留言：\(who)")
        case .abandoned, .busy, .rejected, .failed, .missed: say("Missed call from \(who)", "未接来电：\(who)")
        }
    }

    private func abandoned(_ queue: String?) -> String {
        let queue = queue.map { " \($0)" } ?? ""
        return say("Call abandoned in the queue\(queue)", "来电在队列\(queue)\(queue.isEmpty ? "" : " ")中挂断")
    }

    private func length(_ seconds: Int) -> String { say(", ", "，") + CallLength.words(seconds) }

    private func say(_ english: String, _ chinese: String) -> String { self == .english ? english : chinese }
}
