import ChannelKit
import DeskModel
import ServiceLevels

/// A service-level policy as a form holds it: as typed, so that a form with mistakes comes back whole.
struct SLAPolicyForm: Sendable, Hashable {
    var name = ""
    var isEnabled = false
    var hours = ""
    var warning = "75"
    var position = "0"
    var types = ""
    var limits: [String: String] = [:]

    /// A new policy with usual limits; it is off until somebody turns it on.
    init(words: Words, hours: BusinessHours?) {
        name = words.say("Standard", "标准")
        self.hours = hours.map { "\($0.id)" } ?? ""
        let usual: [(TicketPriority, Int, Int)] = [
            (.urgent, 60, 480), (.high, 240, 960), (.normal, 480, 2_400), (.low, 960, 4_800),
        ]
        for (priority, answer, solution) in usual {
            limits[Self.field(.firstResponse, priority)] = Self.text(answer, words)
            limits[Self.field(.nextResponse, priority)] = Self.text(answer, words)
            limits[Self.field(.resolution, priority)] = Self.text(solution, words)
        }
    }

    /// The form of a present policy.
    init(_ policy: SLAPolicy, _ words: Words) {
        name = policy.name
        isEnabled = policy.isEnabled
        hours = "\(policy.hours)"
        warning = "\(policy.warningPercent)"
        position = "\(policy.position)"
        types = policy.types.joined(separator: ", ")
        for limit in policy.limits {
            limits[Self.field(limit.target, limit.priority)] = Self.text(limit.minutes, words)
        }
    }

    /// What was submitted.
    init(_ form: FormValues) {
        name = form.trimmed("name") ?? ""
        isEnabled = form["enabled"] == "yes"
        hours = form["hours"] ?? ""
        warning = form.trimmed("warning") ?? ""
        position = form.trimmed("position") ?? ""
        types = form.trimmed("types") ?? ""
        for target in SLATarget.allCases {
            for priority in TicketPriority.allCases {
                let field = Self.field(target, priority)
                limits[field] = form.trimmed(field) ?? ""
            }
        }
    }

    /// The name of a limit's field.
    static func field(_ target: SLATarget, _ priority: TicketPriority) -> String {
        "\(target.rawValue)-\(priority.rawValue)"
    }

    /// The policy the form says.
    ///
    /// - Parameters:
    ///   - id: the id it gets.
    ///   - known: the business hours there are.
    ///   - words: the language of the problems.
    ///   - problems: what is wrong is added here.
    /// - Returns: the policy; nil when something is wrong.
    func policy(
        id: SLAPolicyID,
        _ known: [BusinessHours],
        _ words: Words,
        _ problems: inout FieldProblems
    ) -> SLAPolicy? {
        if name.isEmpty || name.count > 100 {
            problems.add("name", words.say("A name of 1 to 100 characters is needed.", "请填写 1 到 100 个字的名称。"))
        }
        let chosen = known.first { "\($0.id)" == hours }
        if chosen == nil { problems.add("hours", words.say("Choose business hours.", "请选择工作时间。")) }
        let percent = Int(warning) ?? 0
        if !(1...99).contains(percent) {
            problems.add("warning", words.say("The warning is a share from 1 to 99 percent.", "提醒比例应为 1 到 99。"))
        }
        let place = Int(position) ?? -1
        if !(0...1_000).contains(place) {
            problems.add("position", words.say("The order is a number from 0 to 1000.", "顺序应为 0 到 1000 的数字。"))
        }
        let names = types.split { $0 == "," || $0 == "，" }.map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
        if names.count > 50 || names.contains(where: { $0.count > 100 }) {
            problems.add("types", words.say("At most 50 types of 100 characters.", "最多 50 个类型，每个不超过 100 字。"))
        }
        let limits = limits(words, &problems)
        guard problems.isEmpty, let chosen else { return nil }
        return SLAPolicy(
            id: id,
            name: name,
            position: place,
            isEnabled: isEnabled,
            types: names,
            hours: chosen.id,
            warningPercent: percent,
            limits: limits
        )
    }

    private func limits(_ words: Words, _ problems: inout FieldProblems) -> [SLALimit] {
        var found: [SLALimit] = []
        for target in SLATarget.allCases {
            for priority in TicketPriority.allCases {
                let field = Self.field(target, priority)
                guard let text = limits[field], !text.isEmpty else { continue }
                guard let minutes = Self.minutes(text), (1...SLAPolicy.maximumMinutes).contains(minutes) else {
                    problems.add(
                        field,
                        words.say(
                            "\(words.target(target)), \(words.priority(priority)): write a time like 30 min, 4 h or 1 h 30 min.",
                            "\(words.target(target))（\(words.priority(priority))）：请写成 30 分钟、4 小时 或 1 小时 30 分钟。"
                        )
                    )
                    continue
                }
                found.append(SLALimit(target, priority, minutes: minutes))
            }
        }
        if found.isEmpty, problems.isEmpty {
            problems.add(
                Self.field(.firstResponse, .low),
                words.say("At least one limit is needed.", "至少需要一个时限。")
            )
        }
        return found
    }

    /// Minutes of a text such as `90`, `4 h`, `1h 30min` or `1 小时 30 分钟`; nil when it is none.
    static func minutes(_ text: String) -> Int? {
        var total = 0
        var rest = Substring(text.lowercased().filter { !$0.isWhitespace })
        guard !rest.isEmpty, rest.utf8.count <= 40 else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, digits.count <= 6, let number = Int(digits) else { return nil }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { !$0.isNumber }
            rest = rest[unit.endIndex...]
            switch unit {
            case "h", "hour", "hours", "小时", "时": total += number * 60
            case "", "m", "min", "minute", "minutes", "分", "分钟": total += number
            default: return nil
            }
        }
        return total
    }

    /// Minutes as a text that ``minutes(_:)`` reads again.
    static func text(_ minutes: Int, _ words: Words) -> String {
        let (hours, rest) = (minutes / 60, minutes % 60)
        let parts = [
            hours > 0 ? words.say("\(hours) h", "\(hours) 小时") : "",
            rest > 0 ? words.say("\(rest) min", "\(rest) 分钟") : "",
        ]
        return parts.filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}

extension Substring {
    /// The text without white space at both ends.
    fileprivate func trimmingSpaces() -> String {
        let head = drop(while: \.isWhitespace)
        return String(String(head.reversed().drop(while: \.isWhitespace)).reversed())
    }
}
