import ChannelKit
public import DeskModel
import Notices
import ServiceLevels
import Synchronization

/// The words customers are acknowledged with, as admins last wrote them, and the hours outside which others are used.
public final class AcknowledgmentWords: Sendable {
    private struct State {
        var settings = NoticeSettings()
        var hours: BusinessTime?
    }

    private let state = Mutex(State())

    /// Begins with the usual words.
    public init() {}

    /// Takes the settings in force.
    public func set(_ settings: NoticeSettings, _ hours: [BusinessHours]) {
        let time = hours.first { $0.id == settings.hours }.flatMap(BusinessTime.init)
        state.withLock { $0 = State(settings: settings, hours: time) }
    }

    /// The subject and words for a ticket, in the sender's language.
    func text(language: String?, desk: String, number: Int, at now: Timestamp) -> NoticeText {
        let (settings, hours) = state.withLock { ($0.settings, $0.hours) }
        let notice: CustomerNotice = hours.map { !$0.isOpen(at: now) } == true ? .outOfHours : .received
        let text = NoticeWords.text(notice, language: NoticeWords.language(language), settings)
        let facts = NoticeFacts(number: number, subject: "", actor: "", excerpt: "", link: "", desk: desk)
        return NoticeText(
            subject: NoticeWords.fill(text.subject, facts),
            body: NoticeWords.fill(text.body, facts)
        )
    }
}
