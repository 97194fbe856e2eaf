import ChannelKit
import DeskModel
import Foundation

/// The facts of a telephone call in the reader's language; channels store them as neutral words and plain numbers.
enum CallFacts {
    /// The fields as they are shown; those of other messages are shown as their forms named them.
    static func said(_ fields: [EnvelopeField], _ frame: PageFrame) -> [(label: String, value: String)] {
        let words = frame.words
        func isSaid(_ name: String, _ word: (String, Words) -> String?) -> Bool {
            fields.contains { $0.name == name && word($0.value, words) != nil }
        }
        // A form may have fields of these names, too; what stands in them is something else then.
        guard isSaid("direction", direction), isSaid("outcome", outcome) else {
            return fields.map { ($0.label, $0.value) }
        }
        return fields.map { (label($0.name, words) ?? $0.label, value($0, frame)) }
    }

    private static func label(_ name: String, _ words: Words) -> String? {
        switch name {
        case "direction": words.say("Direction", "方向")
        case "outcome": words.say("Outcome", "结果")
        case "number": words.say("Number", "号码")
        case "to": words.say("Called", "被叫号码")
        case "queue": words.say("Queue", "队列")
        case "duration_s": words.say("Lasted", "总时长")
        case "talk_s": words.say("Talked", "通话时长")
        case "recording": words.say("Recording", "录音")
        case "callback": words.say("Call back", "回电")
        case "callback_due": words.say("Call back until", "回电期限")
        default: nil
        }
    }

    private static func value(_ field: EnvelopeField, _ frame: PageFrame) -> String {
        let words = frame.words
        switch (field.name, field.value) {
        case ("direction", _): return direction(field.value, words) ?? field.value
        case ("outcome", _): return outcome(field.value, words) ?? field.value
        case ("callback", "wanted"): return words.say("wanted", "需要")
        case ("duration_s", _), ("talk_s", _): return length(field.value)
        case ("callback_due", _): return time(field.value, frame)
        default: return field.value
        }
    }

    private static func direction(_ value: String, _ words: Words) -> String? {
        switch value {
        case "inbound": words.say("incoming", "呼入")
        case "outbound": words.say("outgoing", "呼出")
        case "internal": words.say("internal", "内部")
        default: nil
        }
    }

    private static func outcome(_ value: String, _ words: Words) -> String? {
        switch value {
        case "answered": words.say("answered", "已接听")
        case "voicemail": words.say("voicemail", "语音留言")
        case "abandoned": words.say("abandoned in the queue", "排队时挂断")
        case "busy": words.say("the line was busy", "线路忙")
        case "rejected": words.say("declined", "已拒接")
        case "blocked": words.say("blocked", "已拦截")
        case "failed": words.say("not put through", "未接通")
        case "missed": words.say("missed", "未接")
        case "unknown": words.say("unknown", "未知")
        default: nil
        }
    }

    /// `0:42`, `5:12`, `1:03:12`.
    private static func length(_ text: String) -> String {
        guard let seconds = Int(text), (0...31 * 86_400).contains(seconds) else { return text }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        let tail = two(seconds % 60)
        return hours > 0 ? "\(hours):\(two(minutes)):\(tail)" : "\(minutes):\(tail)"
    }

    private static func time(_ text: String, _ frame: PageFrame) -> String {
        guard let date = try? Date(text, strategy: .iso8601) else { return text }
        return frame.clock.text(Timestamp(rawValue: Int64(date.timeIntervalSince1970 * 1000)), frame.words)
    }
}
