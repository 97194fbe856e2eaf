import DeskModel
import TicketStorage

extension Words {
    /// What a clock measures.
    func target(_ target: SLATarget) -> String {
        switch target {
        case .firstResponse: say("First answer", "首次回复")
        case .nextResponse: say("Next answer", "下次回复")
        case .resolution: say("Solution", "解决")
        }
    }

    /// A day of the week, 0 for Monday.
    func weekday(_ index: Int) -> String {
        switch language {
        case .english: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][index % 7]
        case .chinese: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][index % 7]
        }
    }

    /// A length of time in its two largest units, such as `1 h 20 min`; what is shorter than a minute is a minute.
    func length(milliseconds: Int64) -> String {
        let minutes = max(1, abs(milliseconds) / 60_000)
        let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60)
        let parts: [(Int64, String, String)] =
            days > 0
            ? [(days, "d", "天"), (hours, "h", "小时")]
            : [(hours, "h", "小时"), (rest, "min", "分钟")]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \(say($0.1, $0.2))" }.joined(separator: " ")
    }

    /// A length of time at a glance: from three of a unit on, smaller ones say nothing more.
    func roughLength(milliseconds: Int64) -> String {
        let minutes = max(1, abs(milliseconds) / 60_000)
        return switch minutes {
        case (3 * 1_440)...: "\(minutes / 1_440) \(say("d", "天"))"
        case (3 * 60)..<1_440: "\(minutes / 60) \(say("h", "小时"))"
        default: length(milliseconds: milliseconds)
        }
    }

    /// Why something admins edit was not saved.
    func saving(_ result: SavingResult) -> String {
        switch result {
        case .done: say("Saved.", "已保存。")
        case .nameTaken: say("Something else has this name. Choose another one.", "该名称已被使用，请换一个名称。")
        case .inUse:
            say("It is still used. Change what uses it first.", "仍在使用中，请先修改使用它的项目。")
        case .unknown: say("It does not exist any more. Reload the page.", "它已不存在，请刷新页面。")
        case .full(let limit): say("There are \(limit) already. Remove one first.", "已有 \(limit) 个，请先移除一个。")
        }
    }
}
